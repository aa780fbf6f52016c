// Words that stand around a written time. For written_time.cc.
#pragma once

#include <string_view>

namespace wirefold {

inline constexpr std::string_view kPublishedLabels[] = {"first published",
                                                        "published on",
                                                        "published",
                                                        "posted on",
                                                        "posted",
                                                        "created",
                                                        "date",
                                                        "veröffentlicht am",
                                                        "veröffentlicht",
                                                        "publié le",
                                                        "publicado el",
                                                        "publicado em",
                                                        "publicado",
                                                        "pubblicato il",
                                                        "publicat",
                                                        "опубликовано",
                                                        "发布时间",
                                                        "opublikowano",
                                                        "publicerad",
                                                        "publisert",
                                                        "입력",
                                                        "등록",
                                                        "승인",
                                                        "公開",
                                                        "掲載",
                                                        "配信"};
inline constexpr std::string_view kModifiedLabels[] = {
    "last updated on", "last updated",    "last modified", "updated on",    "updated at",    "updated",
    "modified",        "aktualisiert am", "aktualisiert",  "stand",         "mis à jour le", "mis à jour",
    "modifié le",      "actualizado el",  "actualizado",   "atualizado em", "atualizado",    "atualização",
    "aggiornato il",   "обновлено",       "更新时间",      "uppdaterad",    "oppdatert",     "güncelleme",
    "last update",     "aggiornato",      "更新",          "最終更新",      "수정",          "оновлено",
    "aktualizacja",    "aktualizováno",   "bijgewerkt",    "diperbarui",    "تحديث",         "cập nhật"};
// 年 년 月 월 日 일
inline constexpr char32_t kYear = 0x5E74;
inline constexpr char32_t kKoreanYear = 0xB144;
inline constexpr char32_t kMonthSign = 0x6708;
inline constexpr char32_t kKoreanMonth = 0xC6D4;
inline constexpr char32_t kDaySign = 0x65E5;
inline constexpr char32_t kKoreanDay = 0xC77C;
// 時 时 시
inline constexpr char32_t kHourSign = 0x6642;
inline constexpr char32_t kChineseHour = 0x65F6;
inline constexpr char32_t kKoreanHour = 0xC2DC;
// Between day, month, year and time.
inline constexpr std::string_view kBetween[] = {
    "de", "del", "di",  "of", "at",  "um",     "om",        "à",    "a las", "às",    "as",  "alle", "ore",
    "kl", "kl.", "uhr", "в",  "г",   "г.",     "о",         "the",  "le",    "el",    "il",  "am",   "den",
    "d.", "klo", "o",   "h",  "hrs", "heures", "tarihinde", "saat", "року",  "року,", "oras"};

struct Zone {
  std::string_view name;
  std::string_view offset;  // empty: the letters mean several places
};
inline constexpr Zone kZones[] = {{"z", "Z"},         {"utc", "Z"},       {"gmt", "Z"},       {"ut", "Z"},
                                  {"est", "-05:00"},  {"edt", "-04:00"},  {"cst", ""},        {"cdt", "-05:00"},
                                  {"mst", "-07:00"},  {"mdt", "-06:00"},  {"pst", "-08:00"},  {"pdt", "-07:00"},
                                  {"cet", "+01:00"},  {"cest", "+02:00"}, {"eet", "+02:00"},  {"eest", "+03:00"},
                                  {"msk", "+03:00"},  {"jst", "+09:00"},  {"kst", "+09:00"},  {"hkt", "+08:00"},
                                  {"aest", "+10:00"}, {"aedt", "+11:00"}, {"nzst", "+12:00"}, {"nzdt", "+13:00"},
                                  {"ist", ""},        {"bst", ""},        {"et", ""},         {"pt", ""},
                                  {"ct", ""},         {"mt", ""},         {"mez", "+01:00"},  {"mesz", "+02:00"},
                                  {"sgt", "+08:00"},  {"wib", "+07:00"},  {"pkt", "+05:00"},  {"ksa", ""}};

}  // namespace wirefold
