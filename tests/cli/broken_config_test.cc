// What `run` rejects before it asks a broker, `validate --offline` rejects: each file of tests/config/broken through
// both verbs, as a person calls them. A file begins with what is to be said of it, a comment line for each line:
//
//   # error: 3:3: kafka.grup_id: unknown key, did you mean group_id?
//
// A place is in that file. After a change that is meant, from the project's root:
//
//   WIREFOLD_REWRITE_GOLDEN=1 build/release/cli_test --gtest_filter='BrokenConfig.*' && git diff tests/config
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "worker/cli/main_command.h"

namespace wirefold {
namespace {

constexpr char kErrorMark[] = "# error: ";

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

std::vector<std::filesystem::path> BrokenFiles() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(WIREFOLD_SOURCE_DIR) / "tests/config/broken")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The verb's exit code, and what it wrote to stderr.
struct Outcome {
  int code = -1;
  std::string said;
  bool operator==(const Outcome&) const = default;
  friend void PrintTo(const Outcome& outcome, std::ostream* out) { *out << outcome.code << "\n" << outcome.said; }
};

Outcome Call(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  testing::internal::CaptureStderr();
  const int code = Main(static_cast<int>(argv.size()), argv.data());
  return {code, testing::internal::GetCapturedStderr()};
}

Outcome ValidateOffline(const std::string& path) { return Call({"wirefold", "validate", "--offline", "-c", path}); }
Outcome StartWorker(const std::string& path) { return Call({"wirefold", "run", "-c", path}); }

// What the head of a file wants said of it. A line that begins with a place has the file's name before it.
std::string Wanted(const std::filesystem::path& path) {
  std::string wanted;
  for (const std::string& line : Lines(ReadFile(path))) {
    if (!line.starts_with(kErrorMark)) break;
    const std::string error = line.substr(sizeof(kErrorMark) - 1);
    wanted += (std::isdigit(static_cast<unsigned char>(error[0])) != 0 ? path.string() + ":" : "") + error + "\n";
  }
  return wanted;
}

// Gives a file the head that `said` asks for. Its length moves the places that are said: they are counted from its end.
void Rewrite(const std::filesystem::path& path) {
  std::string body = ReadFile(path);
  while (body.starts_with(kErrorMark)) body.erase(0, body.find('\n') + 1);
  for (size_t head_lines = 0;;) {
    const std::vector<std::string> said = Lines(ValidateOffline(path.string()).said);
    std::string head;
    for (std::string line : said) {
      if (line.starts_with(path.string() + ":")) line.erase(0, path.string().size() + 1);
      head += kErrorMark + line + "\n";
    }
    std::ofstream(path, std::ios::binary) << head << body;
    if (head_lines == said.size()) return;
    head_lines = said.size();
  }
}

TEST(BrokenConfig, RunAndValidateSayTheSameOfEachFile) {
  const std::vector<std::filesystem::path> files = BrokenFiles();
  ASSERT_GE(files.size(), 80u);
  for (const std::filesystem::path& path : files) {
    SCOPED_TRACE(path.filename().string());
    if (std::getenv("WIREFOLD_REWRITE_GOLDEN") != nullptr) Rewrite(path);
    const Outcome wanted{78, Wanted(path)};
    EXPECT_NE(wanted.said, "") << "the file says no error";
    EXPECT_EQ(ValidateOffline(path.string()), wanted);
    EXPECT_EQ(StartWorker(path.string()), wanted);
  }
}

TEST(BrokenConfig, NoErrorShowsASecret) {
  size_t secrets = 0;
  for (const std::filesystem::path& path : BrokenFiles()) {
    const std::string text = ReadFile(path);
    const size_t body = text.rfind(kErrorMark);
    secrets += text.find("hunter2", text.find('\n', body)) != std::string::npos;
    EXPECT_EQ(Wanted(path).find("hunter2"), std::string::npos) << path;
  }
  EXPECT_GE(secrets, 4u);
}

TEST(BrokenConfig, AFileThatIsNoneIsSaidByBothVerbs) {
  const std::pair<const char*, const char*> cases[] = {
      {"/nonexistent/wirefold.yaml", "/nonexistent/wirefold.yaml: cannot be read: No such file or directory\n"},
      {"/", "/: cannot be read: Is a directory\n"},
      {"/dev/zero", "/dev/zero: is larger than 1MiB\n"},
  };
  for (const auto& [path, error] : cases) {
    EXPECT_EQ(ValidateOffline(path), (Outcome{78, error}));
    EXPECT_EQ(StartWorker(path), (Outcome{78, error}));
  }
}

// A socket that notices whoever comes.
class Listener {
 public:
  Listener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(fd_, any, size), 0);
    EXPECT_EQ(listen(fd_, 16), 0);
    EXPECT_EQ(getsockname(fd_, any, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(fd_); }

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  bool WasAsked() const {
    pollfd one{fd_, POLLIN, 0};
    return poll(&one, 1, 0) > 0;
  }

 private:
  const int fd_ = socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
};

TEST(BrokenConfig, ValidateOfflineAsksNeitherBrokerNorTokenEndpoint) {
  const Listener listener;
  const std::string properties = "kafka.properties.";
  EXPECT_EQ(
      Call({"wirefold", "validate", "--offline", "--set", "kafka.bootstrap_servers=" + listener.address(), "--set",
            properties + "security.protocol=sasl_plaintext", "--set", properties + "sasl.mechanism=OAUTHBEARER",
            "--set", properties + "sasl.oauthbearer.method=oidc", "--set", properties + "sasl.oauthbearer.client.id=a",
            "--set", properties + "sasl.oauthbearer.client.secret=b", "--set",
            properties + "sasl.oauthbearer.token.endpoint.url=http://" + listener.address() + "/token"}),
      (Outcome{0, "configuration ok\n"}));
  EXPECT_FALSE(listener.WasAsked());
}

}  // namespace
}  // namespace wirefold
