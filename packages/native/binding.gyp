{
  "targets": [
    {
      "target_name": "peercon",
      "sources": [
        "src/binding.cc",
        "src/arguments.cc",
        "src/errors.cc",
        "src/state.cc",
        "src/process.cc",
        "src/peer.cc",
        "src/file.cc",
        "src/decision.cc",
        "src/labeled.cc",
        "src/address.cc",
        "src/owned.cc",
        "src/socket.cc",
        "src/datagram.cc",
        "src/descriptor.cc",
        "src/rights.cc",
        "src/limits.cc",
        "src/epoll.cc",
        "src/guard.cc",
        "src/memory.cc",
        "src/system_v.cc",
        "src/posix_ipc.cc",
        "src/semaphore.cc",
        "src/waiter.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "dependencies": ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except"],
      "cflags_cc": [
        "-std=c++17", "-Wall", "-Wextra", "-fvisibility=hidden",
        "-fstack-protector-strong"
      ],
      "ldflags": ["-Wl,-z,relro,-z,now,-z,nodelete"],
      "libraries": ["-lselinux"],
      "defines": ["NAPI_VERSION=8", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "variables": { "address_sanitizer%": 0 },
      "conditions": [
        ["address_sanitizer==1", {
          "cflags_cc": [
            "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined",
            "-fno-omit-frame-pointer", "-g", "-O1"
          ],
          "ldflags": ["-fsanitize=address,undefined"]
        }, {
          "cflags_cc": ["-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2"]
        }]
      ]
    }
  ]
}
