// What tests of the wx host need of wx: loops, a clock of the toolkit, a window, and each thing that nests a loop.
#include <wx/wx.h>

#include <wx/apptrait.h>
#include <wx/dnd.h>
#include <wx/evtloop.h>
#include <wx/filedlg.h>

namespace {

struct Application : wxApp {
  bool OnInit() override { return true; }
};

struct Clock : wxTimer {
  void (*on_time)();
  explicit Clock(void (*on_time)()) : on_time(on_time) {}
  void Notify() override { on_time(); }
};

struct Target : wxTextDropTarget {
  bool OnDropText(wxCoord, wxCoord, const wxString&) override { return true; }
};

}  // namespace

extern "C" {

// For a program that makes its own.
void application_new() {
  static int argc = 1;
  static char name[] = "program";
  static char* argv[] = { name, nullptr };
  wxApp::SetInstance(new Application);
  wxEntryStart(argc, argv);
  wxTheApp->CallOnInit();
}

wxEventLoopBase* loop_new() { return wxTheApp->GetTraits()->CreateEventLoop(); }
void loop_run(wxEventLoopBase* loop) { loop->Run(); }
void loop_quit(wxEventLoopBase* loop) { loop->ScheduleExit(); }

Clock* every(int ms, void (*on_time)()) {
  Clock* clock = new Clock(on_time);
  clock->Start(ms);
  return clock;
}

void clock_stop(Clock* clock) { delete clock; }

// A window with one large button, which is called when it is clicked, and takes what is dropped on it.
wxFrame* window_new(const char* title, void (*on_click)()) {
  wxFrame* frame = new wxFrame(nullptr, wxID_ANY, title, wxDefaultPosition, wxSize(320, 200));
  wxButton* button = new wxButton(frame, wxID_ANY, "click");
  button->Bind(wxEVT_BUTTON, [on_click](wxCommandEvent&) { on_click(); });
  button->SetDropTarget(new Target);
  frame->Show();
  return frame;
}

void window_on_press(wxFrame* frame, void (*on_press)()) {
  frame->GetChildren().GetFirst()->GetData()->Bind(wxEVT_LEFT_DOWN, [on_press](wxMouseEvent&) { on_press(); });
}

// The frame is deleted by the next idle event, and nothing here has come by an event.
void window_close(wxFrame* frame) {
  frame->Close(true);
  wxWakeUpIdle();
}

int open_dialog(wxFrame* frame) {
  wxDialog dialog(frame, wxID_ANY, "A dialog");
  wxSizer* sizer = dialog.CreateStdDialogButtonSizer(wxOK);
  dialog.SetSizerAndFit(sizer);
  return dialog.ShowModal();
}

int open_message(wxFrame* frame) { return wxMessageBox("It is modal", "A message", wxOK, frame); }

int open_menu(wxFrame* frame) {
  wxMenu menu;
  menu.Append(wxID_ABOUT, "About");
  return frame->PopupMenu(&menu, 20, 20);
}

// While a button of the mouse is down: 1 if it is let go over who takes what is dragged.
int open_drag(wxFrame* frame) {
  wxTextDataObject data("dragged");
  wxDropSource source(data, frame);
  return source.DoDragDrop(wxDrag_CopyOnly) == wxDragCopy;
}

int open_file(wxFrame* frame) {
  wxFileDialog dialog(frame, "A file", "/usr", "", "*", wxFD_OPEN);
  return dialog.ShowModal();
}
}
