/* The hosts whose libraries any thread may call, SDL and Tcl, with threads
 * that do: is anything lost, and does the host always come back?
 *
 * The hosts and the queue are the real ones, and so are the libraries. A host
 * is run again and again. Meanwhile, and in between, writers post functions,
 * some of which come when nobody is inside, and in SDL push events of the
 * program. Each run is ended by what a writer posts, so a wake that is lost is
 * a host that never returns. Functions must be called once each, on the host's
 * thread, and those of one writer in their order.
 */
#include <dlfcn.h>

#include "stress.h"
#include "stress-libuv.h"
#include "stress-node.h"

#define WRITERS 2
#define LIVES 150
#define POSTS 40
#define IS_MISSING 77 /* the exit code where a library is not installed */

typedef struct {
  pthread_t thread;
  uint64_t random;
  uint64_t posted;
  uint64_t called;
} writer_t;

typedef struct {
  writer_t* writer;
  uint64_t number;
} letter_t;

static pthread_t host_thread;
static atomic_bool ended;
static atomic_int to_come; /* posts until the run is to end */
static struct {
  void* host;
  int (*post)(void* host, int (*function)(void*), void* arg);
  int (*run)(void* host);
  int (*quit)(void* host);
  int (*push_event)(void* event); /* NULL: there are none */
} under_test;


static void* symbol(void* library, const char* name) {
  void* address = dlsym(library, name);
  CHECK(address != NULL, "no symbol %s", name);
  return address;
}


static void* open_library(const char* name) {
  void* library = dlopen(name, RTLD_NOW | RTLD_NODELETE);
  if (library != NULL) return library;
  fprintf(stderr, "%s\n", dlerror());
  exit(IS_MISSING);
}


static void resolve(void* library, const char* const* names, void** addresses) {
  for (int i = 0; names[i] != NULL; i++) addresses[i] = symbol(library, names[i]);
}


static void make_sdl(bool is_kept_open) {
  static const char* const names[] = {
    "SDL_WaitEventTimeout", "SDL_PeepEvents", "SDL_RegisterEvents", "SDL_WasInit", "SDL_InitSubSystem",
    "SDL_QuitSubSystem", "SDL_GetCurrentVideoDriver", "SDL_AddEventWatch", "SDL_TLSCleanup", "SDL_DelEventWatch", NULL,
  };
  static void* addresses[10];
  void* library = open_library("libSDL2-2.0.so.0");
  resolve(library, names, addresses);
  args[0].pointer = addresses;
  args[1].number = 56;
  under_test.host = call("sdlNew");
  under_test.post = find("sdlPost");
  under_test.run = find("sdlRun");
  under_test.quit = find("sdlQuit");
  /* A program that pushes events must not do so while SDL is shut down. */
  if (is_kept_open) ((int (*)(uint32_t)) symbol(library, "SDL_InitSubSystem"))(0x4000);
  under_test.push_event = is_kept_open ? symbol(library, "SDL_PushEvent") : NULL;
  args[0].pointer = under_test.host;
  call("sdlPrepare");
  call("sdlOwn");
}


static void make_sdl_that_is_shut_down(void) { make_sdl(false); }
static void make_sdl_with_events(void) { make_sdl(true); }


static void make_tk(void) {
  static const char* const names[] = {
    "Tcl_FindExecutable", "Tcl_GetCurrentThread", "Tcl_CreateEventSource", "Tcl_DeleteEventSource",
    "Tcl_CreateFileHandler", "Tcl_DeleteFileHandler", "Tcl_SetMaxBlockTime", "Tcl_Alloc", "Tcl_ThreadQueueEvent",
    "Tcl_ThreadAlert", "Tcl_DeleteEvents", "Tcl_DoWhenIdle", "Tcl_CancelIdleCall", "Tcl_DoOneEvent",
    "Tcl_FinalizeThread", "Tcl_CreateThreadExitHandler", NULL,
  };
  static void* addresses[17];
  resolve(open_library("libtcl8.6.so"), names, addresses);
  addresses[16] = symbol(open_library("libtk8.6.so"), "Tk_GetNumMainWindows");
  args[0].pointer = addresses;
  under_test.host = call("tkNew");
  under_test.post = find("tkPost");
  under_test.run = find("tkRun");
  under_test.quit = find("tkQuit");
  under_test.push_event = NULL;
  args[0].pointer = under_test.host;
  call("tkOwn");
}


static int deliver(void* arg) {
  letter_t* letter = arg;
  CHECK(pthread_equal(pthread_self(), host_thread), "called on another thread");
  CHECK(letter->number == letter->writer->called, "%llu came after %llu", (unsigned long long) letter->number,
        (unsigned long long) letter->writer->called);
  letter->writer->called++;
  free(letter);
  return 0;
}


static int end_run(void* arg) {
  return under_test.quit(arg);
}


static void push_event(void) {
  uint32_t event[14] = { 0x8000 };
  under_test.push_event(event);
}


static void* write_letters(void* arg) {
  writer_t* writer = arg;
  while (!atomic_load(&ended)) {
    pause_us(below(&writer->random, 200));
    if (under_test.push_event != NULL && below(&writer->random, 3) == 0) push_event();
    letter_t* letter = malloc(sizeof(*letter));
    *letter = (letter_t) { writer, writer->posted++ };
    under_test.post(under_test.host, deliver, letter);
    if (atomic_fetch_sub(&to_come, 1) == 1) under_test.post(under_test.host, end_run, under_test.host);
  }
  return NULL;
}


/* The alarm ends what does not come back. */
static void run_host(void) {
  alarm(DEADLINE_NS / 1000000000);
  under_test.run(under_test.host);
  alarm(0);
}


static void end_run_and_wait(void) {
  under_test.post(under_test.host, end_run, under_test.host);
  run_host();
}


static uint64_t stress(void (*make)(void), int lives) {
  uint64_t random = seed;
  uint64_t letters = 0;
  writer_t writers[WRITERS] = { 0 };
  make();
  /* Before there are others: Tcl makes a lock for its first event, and looks without one whether it is there. */
  end_run_and_wait();
  atomic_store(&ended, false);
  for (int i = 0; i < WRITERS; i++) {
    writers[i].random = seed * (uint64_t) (i + 2) | 1;
    pthread_create(&writers[i].thread, NULL, write_letters, &writers[i]);
  }
  for (int i = 0; i < lives; i++) {
    atomic_store(&to_come, 1 + (int) below(&random, POSTS));
    run_host();
    pause_us(below(&random, 500));
  }
  atomic_store(&ended, true);
  for (int i = 0; i < WRITERS; i++) pthread_join(writers[i].thread, NULL);
  end_run_and_wait();
  for (int i = 0; i < WRITERS; i++) {
    CHECK(writers[i].called == writers[i].posted, "lost: %llu of %llu",
          (unsigned long long) (writers[i].posted - writers[i].called), (unsigned long long) writers[i].posted);
    letters += writers[i].called;
  }
  finalize_host(NULL, under_test.host, NULL);
  return letters;
}


int main(int argc, char** argv) {
  int lives = start_stress(argc, argv, LIVES);
  host_thread = pthread_self();
  il_sdl_exports(NULL, NULL);
  il_tk_exports(NULL, NULL);
  void (*const makers[])(void) = { make_sdl_that_is_shut_down, make_sdl_with_events, make_tk };
  for (int i = 0; i < 3; i++) {
    uint64_t letters = stress(makers[i], lives);
    printf("%d lives, %llu letters\n", lives, (unsigned long long) letters);
  }
  return 0;
}
