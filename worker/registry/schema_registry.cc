#include "worker/registry/schema_registry.h"

#include <google/protobuf/descriptor.pb.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/base/check.h"
#include "common/base/json_string.h"
#include "common/base/printable.h"
#include "simdjson.h"
#include "worker/registry/protobuf_schema.h"

namespace wirefold {
namespace {

using google::protobuf::FileDescriptorProto;

constexpr size_t kShownBytes = 300;
// "Subject not found", "Version not found", "Schema not found".
constexpr int64_t kUnknown[] = {40401, 40402, 40403};
constexpr char kMakeRoom[] = "; publish to another topic, or under another schema_registry.subject";

// Every byte that means something in a path.
std::string PathEscaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '_';
    if (plain) {
      out += c;
    } else {
      absl::StrAppendFormat(&out, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string SchemaBody(std::string_view schema) {
  std::string body = R"({"schemaType":"PROTOBUF","schema":)";
  AppendJsonString(absl::Base64Escape(std::string(schema)), body);
  return body + "}";
}

// A reply whose body is JSON.
class Answer {
 public:
  static absl::StatusOr<Answer> Of(const absl::StatusOr<HttpClient::Reply>& reply, const std::string& request) {
    if (!reply.ok()) return reply.status();
    Answer answer(reply->code,
                  absl::StrFormat("%s: HTTP %d: %s", request, reply->code, Printable(reply->body, kShownBytes)));
    if (reply->code == 401 || reply->code == 403) {
      return absl::PermissionDeniedError(
          absl::StrCat(answer.told_, "; check schema_registry.username, password_file, and what the user may do"));
    }
    if (reply->code == 429 || reply->code >= 500) return absl::UnavailableError(answer.told_);
    auto parser = std::make_shared<simdjson::dom::parser>();
    simdjson::dom::element json;
    if (parser->parse(simdjson::padded_string(reply->body)).get(json) != simdjson::SUCCESS) {
      return absl::FailedPreconditionError(
          absl::StrCat(answer.told_, "; that is no schema registry: check schema_registry.url"));
    }
    answer.parser_ = std::move(parser);
    answer.json_ = json;
    return answer;
  }

  bool ok() const { return code_ >= 200 && code_ < 300; }
  // The registry does not know what was asked for.
  bool Unknown() const {
    const std::optional<int64_t> error = Number("error_code");
    return code_ == 404 && error && absl::c_linear_search(kUnknown, *error);
  }
  std::optional<int64_t> Number(const char* key) const {
    int64_t number = 0;
    if (json_[key].get(number) != simdjson::SUCCESS) return std::nullopt;
    return number;
  }
  // Of a list of numbers.
  std::optional<std::vector<int64_t>> Numbers() const {
    simdjson::dom::array list;
    if (json_.get(list) != simdjson::SUCCESS) return std::nullopt;
    std::vector<int64_t> numbers;
    for (const simdjson::dom::element element : list) {
      int64_t number = 0;
      if (element.get(number) != simdjson::SUCCESS) return std::nullopt;
      numbers.push_back(number);
    }
    return numbers;
  }
  std::string Text(const char* key) const {
    std::string_view text;
    return json_[key].get(text) == simdjson::SUCCESS ? std::string(text) : "";
  }
  absl::Status Refused() const { return absl::FailedPreconditionError(told_); }

 private:
  Answer(long code, std::string told) : code_(code), told_(std::move(told)) {}

  long code_;
  std::string told_;                               // for messages
  std::shared_ptr<simdjson::dom::parser> parser_;  // holds what json_ points into
  simdjson::dom::element json_;
};

absl::StatusOr<Answer> Ask(const HttpClient& http, std::string_view method, std::string_view path,
                           std::string_view body = "") {
  return Answer::Of(http.Send(method, path, body), std::string(method) + " " + http.url() + std::string(path));
}

absl::StatusOr<uint32_t> IdOf(const Answer& answer) {
  const std::optional<int64_t> id = answer.Number("id");
  if (!answer.ok() || !id || *id < 0 || *id > INT32_MAX) return answer.Refused();
  return static_cast<uint32_t>(*id);
}

HttpClient::Settings WithoutSlash(HttpClient::Settings settings) {
  while (absl::EndsWith(settings.url, "/")) settings.url.pop_back();
  return settings;
}

}  // namespace

SchemaRegistry::SchemaRegistry(HttpClient::Settings settings, std::string subject)
    : http_(WithoutSlash(std::move(settings))), subject_(std::move(subject)) {}

absl::Status SchemaRegistry::CheckVersion(int64_t version, const FileDescriptorProto& schema) const {
  const std::string path = absl::StrCat("/subjects/", PathEscaped(subject_), "/versions/", version);
  WF_ASSIGN_OR_RETURN(const Answer answer, Ask(http_, "GET", path));
  if (answer.Unknown()) return absl::OkStatus();  // deleted meanwhile
  if (!answer.ok()) return answer.Refused();
  const std::string place = absl::StrCat("version ", version, " of subject ", subject_);
  const std::string type = answer.Text("schemaType");
  if (!type.empty() && type != "PROTOBUF") {
    return absl::FailedPreconditionError(absl::StrCat(place, " is no protobuf schema but ", type, kMakeRoom));
  }
  const absl::StatusOr<FileDescriptorProto> earlier = ParseProtobufSchema(answer.Text("schema"));
  if (!earlier.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(place, ": ", std::string(earlier.status().message()), kMakeRoom));
  }
  const std::vector<std::string> conflicts = ProtobufConflicts(*earlier, schema);
  if (conflicts.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      place, " and this program's records do not go together: ", absl::StrJoin(conflicts, ", "), kMakeRoom));
}

absl::Status SchemaRegistry::CheckCompatible(std::string_view schema) const {
  FileDescriptorProto file;
  WF_CHECK(file.ParseFromString(std::string(schema)));
  WF_ASSIGN_OR_RETURN(const Answer answer,
                      Ask(http_, "GET", absl::StrCat("/subjects/", PathEscaped(subject_), "/versions")));
  if (answer.Unknown()) return absl::OkStatus();
  const std::optional<std::vector<int64_t>> versions = answer.Numbers();
  if (!answer.ok() || !versions) return answer.Refused();
  for (const int64_t version : *versions) {
    WF_RETURN_IF_ERROR(CheckVersion(version, file));
  }
  return absl::OkStatus();
}

absl::StatusOr<uint32_t> SchemaRegistry::Register(std::string_view schema) const {
  const std::string path = absl::StrCat("/subjects/", PathEscaped(subject_));
  const std::string body = SchemaBody(schema);
  WF_ASSIGN_OR_RETURN(const Answer known, Ask(http_, "POST", path + "?normalize=true", body));
  if (!known.Unknown()) return IdOf(known);
  WF_RETURN_IF_ERROR(CheckCompatible(schema));
  WF_ASSIGN_OR_RETURN(const Answer made, Ask(http_, "POST", path + "/versions?normalize=true", body));
  return IdOf(made);
}

std::string SchemaRegistry::AddressOf(uint32_t id) const { return absl::StrCat(http_.url(), "/schemas/ids/", id); }

}  // namespace wirefold
