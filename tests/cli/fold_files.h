// Files in a directory of their own, and what `fold` makes of them.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "worker/cli/fold_command.h"

namespace wirefold {

inline std::string FileBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

class FoldFiles : public testing::Test {
 protected:
  FoldFiles() {
    char name[] = "/tmp/wirefold-fold-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~FoldFiles() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << content;
    return folder_ + "/" + name;
  }

  std::string WriteGz(const std::string& name, const std::string& content) const {
    const std::string path = folder_ + "/" + name;
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
    gzclose(file);
    return path;
  }

  static std::string ReadAll(FILE* file) {
    std::rewind(file);
    std::string all;
    char buffer[4096];
    for (size_t got; (got = std::fread(buffer, 1, sizeof(buffer), file)) > 0;) all.append(buffer, got);
    return all;
  }

  int Run(const FoldOptions& options) {
    FILE* out = std::tmpfile();
    FILE* err = std::tmpfile();
    const int code = RunFold(options, out, err);
    out_ = ReadAll(out);
    err_ = ReadAll(err);
    std::fclose(out);
    std::fclose(err);
    return code;
  }

  // JSON lines of articles, every seventh the text of the first.
  static std::string Lines(int count) {
    std::string lines;
    for (int i = 0; i < count; ++i) {
      lines += "{\"uri\":\"u" + std::to_string(i) + "\",\"body\":\"Some words of article " + std::to_string(i % 7) +
               " that go on for long enough to be judged by what they share with each other.\"}\n";
    }
    return lines;
  }

  std::string folder_;
  std::string out_;
  std::string err_;
};

}  // namespace wirefold
