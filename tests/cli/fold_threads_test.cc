// What comes out of `fold` is a function of what goes in, whatever the number of threads.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <random>
#include <string>

#include "common/codec/wire_reader.h"
#include "tests/cli/fold_files.h"

namespace wirefold {
namespace {

const std::string kRoot = std::string(WIREFOLD_SOURCE_DIR) + "/";

class FoldThreads : public FoldFiles {
 protected:
  struct Outcome {
    int code = 0;
    std::string out;
    std::string err;
    std::string dead_letters;
    bool operator==(const Outcome&) const = default;
  };

  Outcome With(unsigned threads, FoldOptions options) {
    options.threads = threads;
    options.dead_letter_file = folder_ + "/dead.jsonl";
    const int code = Run(options);
    return {code, out_, err_, FileBytes(options.dead_letter_file)};
  }

  Outcome ExpectTheSameWithAnyNumber(const FoldOptions& options) {
    const Outcome one = With(1, options);
    for (const unsigned threads : {2U, 3U, 8U}) {
      const Outcome many = With(threads, options);
      EXPECT_EQ(many.code, one.code) << threads;
      EXPECT_TRUE(many.out == one.out) << threads << " threads: other records";
      EXPECT_EQ(many.err, one.err) << threads;
      EXPECT_TRUE(many.dead_letters == one.dead_letters) << threads << " threads: other dead letters";
    }
    return one;
  }
};

TEST_F(FoldThreads, GiveTheSameBytesOfTheFixtures) {
  for (const char* input : {"tests/golden/harbour.txt", "config/samples/articles.jsonl"}) {
    for (const char* format : {"json", "protobuf"}) {
      FoldOptions options;
      options.files = {kRoot + input};
      options.output_format = format;
      EXPECT_FALSE(ExpectTheSameWithAnyNumber(options).out.empty()) << input;
    }
  }
}

// Records that cannot be read stand between records of very different lengths and kinds, in a random order: a batch
// that is slow to prepare is followed by one that is done at once.
TEST_F(FoldThreads, GiveTheSameBytesOfHostileFiles) {
  const std::string kPieces[] = {
      Lines(40),
      "{\"body\":\"cut\n",
      "{\"title\":\"no body\"}\n",
      "\n \r\n\n",
      std::string("\0\0\n", 3),
      "{\"body\":" + std::string(2'000, '[') + "}\n",
      "{\"uri\":\"big\",\"body\":\"" + std::string(300'000, 'w') + "\"}\n",
      "{\"uri\":\"words\",\"body\":\"" +
          [] {
            std::string words;
            for (int i = 0; i < 20'000; ++i) words += "word" + std::to_string(i * 7919 % 5003) + ' ';
            return words;
          }() +
          "\"}\n",
      "{\"body\":\"" + std::string(9u << 20, 'x') + "\"}\n",
  };
  std::mt19937 random(18);
  std::string lines;
  for (int i = 0; i < 60; ++i) lines += kPieces[random() % std::size(kPieces)];
  std::string records;
  for (size_t size : {10, 100'000, 1, 3'000'000, 50}) {
    std::string article;
    WireWriter(article).Text(6, std::string(size, 'p'));
    AppendDelimited(article, records);
  }
  FoldOptions options;
  options.files = {Write("a.jsonl", lines),         folder_ + "/nothing.jsonl",
                   WriteGz("b.jsonl.gz", lines),    Write("c.txt", "A text.\n\nOf its own."),
                   Write("d.pb", records + "\x80"), Write("e.jsonl", Lines(300))};
  const std::string cut = WriteGz("f.jsonl.gz", Lines(5'000));
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) / 2);
  options.files.insert(options.files.begin() + 3, cut);
  const Outcome outcome = ExpectTheSameWithAnyNumber(options);
  EXPECT_EQ(outcome.code, 74);
  EXPECT_NE(outcome.out.find("\"sharedPassages\""), std::string::npos);
  for (const char* said : {"nothing.jsonl: cannot be read", "f.jsonl.gz: reading failed", "INVALID_JSON",
                           "MISSING_BODY", "BODY_TOO_LARGE", "d.pb:6: INVALID_FRAME"}) {
    EXPECT_NE(outcome.err.find(said), std::string::npos) << said;
  }
}

TEST_F(FoldThreads, AFullOutputEndsTheRunAndIsSaidOnce) {
  for (const unsigned threads : {1U, 4U}) {
    FoldOptions options;
    options.threads = threads;
    options.files = {Write("a.jsonl", Lines(20'000)), Write("bad.jsonl", "{\n")};
    FILE* out = std::fopen("/dev/full", "wb");
    FILE* err = std::tmpfile();
    EXPECT_EQ(RunFold(options, out, err), 74);
    EXPECT_EQ(ReadAll(err), "output: cannot be written\n") << "what comes later is not read";
    std::fclose(out);
    std::fclose(err);
  }
}

TEST_F(FoldThreads, WhatWasReadBeforeAStopIsWritten) {
  for (const unsigned threads : {1U, 4U}) {
    std::atomic<bool> stop = true;
    FoldOptions options;
    options.threads = threads;
    options.stop = &stop;
    options.files = {Write("a.jsonl", Lines(10))};
    EXPECT_EQ(Run(options), 0);
    EXPECT_EQ(out_, "");
    EXPECT_EQ(err_, "stopped after 0 records\n");
  }
}

}  // namespace
}  // namespace wirefold
