// The window of the wx demo, with C functions for what the program does to it. It calls back with a command's number.
#include <wx/wx.h>

#include <wx/listctrl.h>

namespace {

enum Command { COMMAND_QUIT, COMMAND_ABOUT };

using OnCommand = void (*)(int command);

struct Window : wxFrame {
  wxListCtrl* list;
  wxDialog* dialog = nullptr;

  explicit Window(OnCommand on_command)
      : wxFrame(nullptr, wxID_ANY, "wx demo", wxDefaultPosition, wxSize(520, 340)),
        list(new wxListCtrl(this, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxLC_REPORT | wxLC_SINGLE_SEL)) {
    list->AppendColumn("Time", wxLIST_FORMAT_LEFT, 90);
    list->AppendColumn("Status", wxLIST_FORMAT_LEFT, 70);
    list->AppendColumn("Headline", wxLIST_FORMAT_LEFT, 330);

    wxMenu* menu = new wxMenu;
    menu->Append(wxID_ABOUT, "&About\tF1");
    menu->AppendSeparator();
    menu->Append(wxID_EXIT, "E&xit\tCtrl+Q");
    wxMenuBar* bar = new wxMenuBar;
    bar->Append(menu, "&File");
    SetMenuBar(bar);
    CreateStatusBar(2);

    Bind(wxEVT_MENU, [on_command](wxCommandEvent&) { on_command(COMMAND_ABOUT); }, wxID_ABOUT);
    Bind(wxEVT_MENU, [on_command](wxCommandEvent&) { on_command(COMMAND_QUIT); }, wxID_EXIT);
    // The program decides when the window goes: its reactor stops first.
    Bind(wxEVT_CLOSE_WINDOW, [on_command](wxCloseEvent& event) {
      if (event.CanVeto()) event.Veto();
      on_command(COMMAND_QUIT);
    });
    Centre();
    Show();
  }
};

}  // namespace

extern "C" {

Window* window_new(OnCommand on_command) { return new Window(on_command); }


void window_add(Window* window, const char* time, const char* status, const char* headline) {
  long row = window->list->InsertItem(window->list->GetItemCount(), wxString::FromUTF8(time));
  window->list->SetItem(row, 1, wxString::FromUTF8(status));
  window->list->SetItem(row, 2, wxString::FromUTF8(headline));
  window->list->EnsureVisible(row);
}


void window_say(Window* window, int field, const char* text) {
  window->SetStatusText(wxString::FromUTF8(text), field);
}


// Blocks until the dialog is closed.
void window_about(Window* window) {
  wxDialog dialog(window, wxID_ANY, "About");
  wxBoxSizer* column = new wxBoxSizer(wxVERTICAL);
  column->Add(new wxStaticText(&dialog, wxID_ANY, "This dialog has a loop of its own.\nThe list goes on behind it."),
              0, wxALL, 16);
  column->Add(dialog.CreateStdDialogButtonSizer(wxOK), 0, wxEXPAND | wxBOTTOM, 8);
  dialog.SetSizerAndFit(column);
  dialog.CentreOnParent();
  window->dialog = &dialog;
  dialog.ShowModal();
  window->dialog = nullptr;
}


void window_close(Window* window) {
  if (window->dialog != nullptr) window->dialog->EndModal(wxID_CANCEL);
  window->Destroy();
  wxWakeUpIdle();  // which deletes the window, and with the last one wx ends its loop
}
}
