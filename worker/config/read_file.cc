#include "worker/config/read_file.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "common/base/check.h"
#include "common/base/printable.h"

namespace wirefold {
namespace {

constexpr size_t kShownBytes = 200;

absl::Status CannotBeRead(const std::string& path) {
  return absl::NotFoundError(Printable(path, kShownBytes) +
                             ": cannot be read: " + std::generic_category().message(errno));
}

}  // namespace

absl::StatusOr<std::string> ReadBoundedFile(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (file == nullptr) return CannotBeRead(path);
  std::string text(kMaxFileBytes + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  // A directory opens, but does not read.
  if (std::ferror(file.get()) != 0) return CannotBeRead(path);
  if (text.size() > kMaxFileBytes) {
    return absl::InvalidArgumentError(Printable(path, kShownBytes) + ": is larger than 1MiB");
  }
  return text;
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("names no file");
  WF_ASSIGN_OR_RETURN(std::string secret, ReadBoundedFile(path));
  // The end of the line is the editor's.
  if (secret.ends_with('\n')) secret.pop_back();
  if (secret.ends_with('\r')) secret.pop_back();
  if (secret.empty()) return absl::InvalidArgumentError(Printable(path, kShownBytes) + ": is empty");
  if (secret.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError(Printable(path, kShownBytes) + ": holds a zero byte");
  }
  return secret;
}

}  // namespace wirefold
