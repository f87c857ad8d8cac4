/* SDL 3 where there is none: the functions that the host calls, with SDL 3's
 * names, signatures and events, made of SDL 2. It shows that the host keeps to
 * that interface, not that SDL 3 does what SDL 2 does.
 *
 * What SDL 3 changed and matters here: bool instead of 0 or -1, of which only
 * the lowest byte of the register counts; events of 128 bytes instead of 56;
 * two names.
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EVENT2_SIZE 56
#define EVENT3_SIZE 128
#define SDL_ADDEVENT 0
#define MOST_WATCHES 8

typedef bool (*filter_t)(void* arg, void* event);

typedef struct {
  filter_t filter;
  void* arg;
} watch_t;

static watch_t watches[MOST_WATCHES];


static void* sdl2(const char* name) {
  static void* library;
  if (library == NULL) library = dlopen("libSDL2-2.0.so.0", RTLD_NOW | RTLD_LOCAL);
  void* function = library == NULL ? NULL : dlsym(library, name);
  if (function == NULL) abort();
  return function;
}


static void widen(const void* event2, void* event3) {
  memset(event3, 0, EVENT3_SIZE);
  memcpy(event3, event2, EVENT2_SIZE);
}


/* The compiler may leave anything in the other bytes of the register; this
 * sees to it. Returned as what it is not, on purpose. */
static int dirty(bool value) {
  return (int) 0xa5a5a500 | value;
}


int SDL_WaitEventTimeout(void* event, int32_t timeout_ms) {
  char event2[EVENT2_SIZE];
  int (*wait)(void*, int) = sdl2("SDL_WaitEventTimeout");
  bool came = wait(event2, timeout_ms) != 0;
  if (came) widen(event2, event);
  return dirty(came);
}


int SDL_PeepEvents(void* events, int count, int action, uint32_t min_type, uint32_t max_type) {
  int (*peep)(void*, int, int, uint32_t, uint32_t) = sdl2("SDL_PeepEvents");
  if (count != 1 || action != SDL_ADDEVENT) abort();
  return peep(events, count, action, min_type, max_type);
}


uint32_t SDL_RegisterEvents(int count) {
  uint32_t (*register_events)(int) = sdl2("SDL_RegisterEvents");
  return register_events(count);
}


uint32_t SDL_WasInit(uint32_t flags) {
  uint32_t (*was_init)(uint32_t) = sdl2("SDL_WasInit");
  return was_init(flags);
}


int SDL_InitSubSystem(uint32_t flags) {
  int (*init)(uint32_t) = sdl2("SDL_InitSubSystem");
  return dirty(init(flags) == 0);
}


void SDL_QuitSubSystem(uint32_t flags) {
  void (*quit)(uint32_t) = sdl2("SDL_QuitSubSystem");
  quit(flags);
}


const char* SDL_GetCurrentVideoDriver(void) {
  const char* (*driver)(void) = sdl2("SDL_GetCurrentVideoDriver");
  return driver();
}


static int on_event(void* arg, void* event2) {
  char event3[EVENT3_SIZE];
  const watch_t* watch = arg;
  widen(event2, event3);
  watch->filter(watch->arg, event3);
  return 1;
}


int SDL_AddEventWatch(filter_t filter, void* arg) {
  void (*add)(int (*)(void*, void*), void*) = sdl2("SDL_AddEventWatch");
  for (int i = 0; i < MOST_WATCHES; i++) {
    if (watches[i].filter != NULL) continue;
    watches[i] = (watch_t) { filter, arg };
    add(on_event, &watches[i]);
    return dirty(true);
  }
  abort();
}


void SDL_RemoveEventWatch(filter_t filter, void* arg) {
  void (*remove)(int (*)(void*, void*), void*) = sdl2("SDL_DelEventWatch");
  for (int i = 0; i < MOST_WATCHES; i++) {
    if (watches[i].filter != filter || watches[i].arg != arg) continue;
    remove(on_event, &watches[i]);
    watches[i].filter = NULL;
  }
}


void SDL_CleanupTLS(void) {
  void (*clean)(void) = sdl2("SDL_TLSCleanup");
  clean();
}
