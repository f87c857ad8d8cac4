/* wxWidgets for the wx host: it has no C functions, so these few are made of
 * what its headers have. Not a part of the addon; scripts/build-shims.js
 * makes a library of it where the headers are.
 *
 * Everything acts on the application that there is, whoever has made it. It
 * is asked for as what every application is: the macro wxTheApp takes it for
 * one with windows, and where it has none that is undefined behaviour.
 *
 * Posting. CallAfter() would do it in a line, but wx calls what it was given
 * until nothing is left, so a function that posts itself again keeps the loop
 * from everything else, from its own end, too. A turn does that for as long
 * as Node is busy. Hence a queue of our own, of which each idle event takes
 * what was there when it came; wxWakeUpIdle(), which any thread may call,
 * brings the next one. A function may open a loop, whose idle events go on
 * with the queue.
 */
#include <wx/wx.h>

#include <wx/evtloop.h>

#include <deque>
#include <mutex>
#include <string>

namespace {

struct WindowsApplication : wxApp {
  bool OnInit() override { return true; }
};

struct ConsoleApplication : wxAppConsole {
  bool OnInit() override { return true; }
};

struct Posted {
  int (*function)(void*);
  void* arg;
};

/* These are never destroyed: another thread may post while the process ends. */
std::mutex& mutex = *new std::mutex;
std::deque<Posted>& queue = *new std::deque<Posted>;


wxAppConsole* application() {
  return wxAppConsole::GetInstance();
}


size_t length() {
  std::lock_guard<std::mutex> lock(mutex);
  return queue.size();
}


bool call_first() {
  Posted first;
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (queue.empty()) return false;
    first = queue.front();
    queue.pop_front();
  }
  first.function(first.arg);
  return true;
}


void on_idle(wxIdleEvent& event) {
  event.Skip();
  for (size_t left = length(); left > 0 && call_first(); left--) {}
  if (length() > 0) wxWakeUpIdle();
}


void listen() {
  static wxAppConsole* listened_to;
  if (listened_to == application()) return;
  listened_to = application();
  listened_to->Bind(wxEVT_IDLE, on_idle);
}

}  // namespace

extern "C" {

/* Whether there is an application. */
int il_wx_has_application() {
  return application() != nullptr;
}


int il_wx_has_windows() {
  return application() != nullptr && application()->IsGUI();
}


/* Makes one that lives as long as the process. 0: it could not be made. */
int il_wx_start(int with_windows, const char* name) {
  static std::string kept = name;
  static char* argv[] = { &kept[0], nullptr };
  int argc = 1;
  if (with_windows) {
    wxApp::SetInstance(new WindowsApplication);
  } else {
    wxApp::SetInstance(new ConsoleApplication);
  }
  return wxEntryStart(argc, argv) && application()->CallOnInit();
}


int il_wx_is_on_glib() {
#ifdef __WXGTK__
  return application() == nullptr || application()->IsGUI();
#else
  return 0;
#endif
}


int il_wx_is_main_thread() {
  return wxIsMainThread();
}


/* Blocks in the application's loop. */
int il_wx_run() {
  listen();
  return application()->OnRun();
}


/* Exit() would do nothing while a dialog runs its own loop. */
void il_wx_quit() {
  wxEventLoopBase* loop = application() == nullptr ? nullptr : application()->GetMainLoop();
  if (loop != nullptr) loop->ScheduleExit();
}


/* Any thread. */
void il_wx_post(int (*function)(void*), void* arg) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    queue.push_back({ function, arg });
  }
  wxWakeUpIdle();
}
}
