#include "worker/runtime/reading_settings.h"

#include <utility>

#include "common/base/check.h"

namespace wirefold {

absl::StatusOr<ReadingSettings> ReadingSettingsOf(const Config& config) {
  ReadingSettings reading;
  reading.understand.format = InputFormatOf(config.input.format);
  const Config::Input::Mapping& mapping = config.input.mapping;
  const std::pair<Field, const std::string*> pointers[] = {{Field::kUri, &mapping.uri},
                                                           {Field::kArticleVersion, &mapping.version},
                                                           {Field::kUrl, &mapping.url},
                                                           {Field::kHeadline, &mapping.headline},
                                                           {Field::kSummary, &mapping.summary},
                                                           {Field::kBody, &mapping.body},
                                                           {Field::kBy, &mapping.by},
                                                           {Field::kPublished, &mapping.published},
                                                           {Field::kModified, &mapping.modified},
                                                           {Field::kLanguage, &mapping.language},
                                                           {Field::kPublisher, &mapping.publisher}};
  for (const auto& [field, pointer] : pointers) {
    if (!pointer->empty()) reading.understand.pointers.push_back({field, *pointer});
  }
  if (!config.input.furniture_file.empty()) {
    WF_ASSIGN_OR_RETURN(reading.own_rules,
                        FurnitureRules::WithTable(config.input.furniture_file, config.input.furniture_table));
    reading.understand.rules = reading.own_rules.get();
  }
  if (!config.lexicon.agencies_file.empty()) {
    WF_ASSIGN_OR_RETURN(reading.own_agencies, AgencyLexicon::BuiltInWith(config.lexicon.agencies_table));
    reading.understand.lexicon = reading.own_agencies.get();
  }
  return reading;
}

}  // namespace wirefold
