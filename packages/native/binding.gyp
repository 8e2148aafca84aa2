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
        "src/socket.cc",
        "src/datagram.cc",
        "src/rights.cc",
        "src/limits.cc",
        "src/epoll.cc"
      ],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "dependencies": ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except"],
      "cflags_cc": ["-std=c++17", "-Wall", "-Wextra", "-fvisibility=hidden"],
      "libraries": ["-lselinux"],
      "defines": ["NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "variables": { "address_sanitizer%": 0 },
      "conditions": [
        ["address_sanitizer==1", {
          "cflags_cc": ["-fsanitize=address", "-fno-omit-frame-pointer", "-g", "-O1"],
          "ldflags": ["-fsanitize=address"]
        }]
      ]
    }
  ]
}
