// What stands around the names in a byline: times, roles, employers, words that introduce them. For read_byline.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/news/language_forms.h"

namespace wirefold {

// Whether all of a folded text is a form of these kinds.
bool IsForm(std::string_view folded, uint32_t kinds, const LanguageForms& forms);

// "View all posts by Anna Reed", "Special to the Gazette by Anna Reed": what stands behind the last "by". Nothing where
// the words say whose pictures they are.
std::string_view BehindBy(std::string_view part);

// "Anna Reed Published March 3", "Anna Reed Tue 3 Mar 2024 10.15 GMT": the name before the time; nothing when there is
// none.
std::string_view BeforeTime(std::string_view part, const LanguageForms& forms);

// "记者李明", "김하나 기자": the name alone, in the languages that write a role onto it.
std::string_view WithoutAttachedRole(std::string_view part);

// "Staff Writer Anna Reed", "Anna Reed Political Correspondent": the name alone.
std::string_view WithoutRole(std::string_view part, const LanguageForms& forms);

// "Chief Business Correspondent": a role, whatever its other words are.
bool IsRole(std::string_view part, const LanguageForms& forms);

// "Senior Evening Writer", "Our Staff Reporter": by its last word, which ends no name.
bool IsOnlyRole(std::string_view part);

// "台北報導": from where somebody reports.
bool IsReportedFrom(std::string_view part);

// "Anna Reed Is The Food Editor", "Anna Has", "Anna'S Most Recent Stories": bytes of the name that a text about an
// author begins with; 0: it is no such text. One word is a name where one of the `known` people's begins with it.
size_t NameToldOf(std::string_view entry, const std::vector<std::string>& known);

// "Ellering Gazette", by its last word: an outlet, and nobody.
bool IsNameOfOutlet(std::string_view part, const LanguageForms& forms);

// "Special to the Gazette": for whom somebody wrote; not "Special to the Gazette by Anna Reed".
bool IsForWhom(std::string_view folded);

// "Photos: Lena Ost": who took the pictures, behind a label.
bool IsLabelledPicture(std::string_view folded);

}  // namespace wirefold
