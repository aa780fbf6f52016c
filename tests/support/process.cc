#include "tests/support/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "common/base/check.h"

namespace wirefold {
namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(20);
constexpr int kFirstPort = 10'000;
constexpr int kFewestPorts = 5'000;  // to choose from, also where connections are given all
constexpr int kPortAttempts = 1'000;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

}  // namespace

bool WaitUntil(const std::function<bool()>& condition, std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(kPollInterval);
  }
  return true;
}

Process::Process(const std::vector<std::string>& argv, std::string log_path) : log_path_(std::move(log_path)) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const int log = ::open(log_path_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
  WF_CHECK(log >= 0);
  pid_ = ::fork();
  WF_CHECK(pid_ >= 0);
  if (pid_ == 0) {  // only async-signal-safe calls from here on
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(log);
}

Process::~Process() {
  if (!Running()) return;
  Signal(SIGKILL);
  Wait(std::chrono::seconds(10));
}

void Process::Signal(int signal) {
  if (Running()) ::kill(pid_, signal);
}

bool Process::Running() {
  if (exit_code_) return false;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return true;
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

std::optional<int> Process::Wait(std::chrono::milliseconds timeout) {
  WaitUntil([this] { return !Running(); }, timeout);
  return exit_code_;
}

std::string Process::Log() const { return ReadFile(log_path_); }

HttpResponse HttpGet(int port, std::string_view path) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return {};
  const timeval timeout{.tv_sec = 2, .tv_usec = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
  const sockaddr_in address = Loopback(port);
  std::string answer;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request =
        "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
      char buffer[4096];
      for (ssize_t n; (n = ::recv(fd, buffer, sizeof(buffer), 0)) > 0;) answer.append(buffer, static_cast<size_t>(n));
    }
  }
  ::close(fd);
  HttpResponse response;
  const size_t space = answer.find(' ');
  if (space == std::string::npos) return {};
  std::from_chars(answer.data() + space + 1, answer.data() + answer.size(), response.status);
  const size_t body = answer.find("\r\n\r\n");
  if (body != std::string::npos) response.body = answer.substr(body + 4);
  return response;
}

int FreePort() {
  int first_given = 0;  // to connections
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> first_given;
  std::uniform_int_distribution<int> any(kFirstPort, std::max(first_given - 1, kFirstPort + kFewestPorts));
  std::random_device random;
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    const int port = any(random);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    WF_CHECK(fd >= 0);
    const sockaddr_in address = Loopback(port);
    const bool free = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    ::close(fd);
    if (free) return port;
  }
  WF_CHECK(false);
  return 0;
}

std::string MakeTemporaryDirectory(std::string_view prefix) {
  std::string path = (std::filesystem::temp_directory_path() / (std::string(prefix) + ".XXXXXX")).string();
  WF_CHECK(::mkdtemp(path.data()) != nullptr);
  return path;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace wirefold
