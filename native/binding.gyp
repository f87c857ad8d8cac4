{
  "targets": [
    {
      "target_name": "interloop",
      "sources": [
        "addon.c", "entry.c", "guest.c", "guest-exports.c", "watch.c", "poller.c", "wait-linux.c", "wait-none.c",
        "env.c", "v8.c", "stack.c", "call.c", "statistics.c", "queue.c", "pace.c", "frame.c", "glib.c", "sdl.c",
        "tk.c", "qt.c", "libraries.c", "exec.c", "exports.c", "idle.c", "descriptors.c", "thread-end.c"
      ],
      "defines": ["NAPI_VERSION=8", "_GNU_SOURCE"],
      "cflags": ["-std=gnu11", "-Wall", "-Wextra", "-fvisibility=hidden"],
      "xcode_settings": { "OTHER_CFLAGS": ["-std=gnu11", "-Wall", "-Wextra", "-fvisibility=hidden"] }
    }
  ]
}
