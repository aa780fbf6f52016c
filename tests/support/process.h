// Runs a program under test: start, signal, wait with a deadline, read what it wrote to stderr; plus polling and HTTP.
//
//   Process worker({binary, "run", "-c", file}, log_path);
//   ASSERT_TRUE(WaitUntil([&] { return HttpGet(port, "/readyz").status == 200; }, 30s));
//   worker.Signal(SIGTERM);
//   EXPECT_EQ(worker.Wait(10s), 0);
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wirefold {

// Polls `condition` until it holds; false when `timeout` passed first.
bool WaitUntil(const std::function<bool()>& condition, std::chrono::milliseconds timeout);

// One child process. Killed when this object goes, and by the kernel when the test binary dies.
class Process {
 public:
  // `argv[0]` is a path or found in PATH. stdout and stderr are appended to `log_path`.
  Process(const std::vector<std::string>& argv, std::string log_path);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void Signal(int signal);
  bool Running();
  // Exit code, or 128 + signal; nothing when it still runs after `timeout`.
  std::optional<int> Wait(std::chrono::milliseconds timeout);
  pid_t pid() const { return pid_; }
  // All that was written so far.
  std::string Log() const;

 private:
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
  std::string log_path_;
};

struct HttpResponse {
  int status = 0;  // 0: no answer
  std::string body;
};

// GET on 127.0.0.1, within two seconds.
HttpResponse HttpGet(int port, std::string_view path);

// A port of the loopback that was free a moment ago. Connections are given others, so that a server that is down gets
// it again.
int FreePort();

// A new directory below the system's temporary one.
std::string MakeTemporaryDirectory(std::string_view prefix);

std::string ReadFile(const std::string& path);

}  // namespace wirefold
