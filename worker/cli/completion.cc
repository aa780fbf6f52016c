#include "worker/cli/completion.h"

#include <algorithm>
#include <functional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/base/check.h"

namespace wirefold {
namespace {

// The program and its verbs, each with its place on the command line.
void ForEachPlace(const CommandWords& command, const std::string& before,
                  const std::function<void(const std::string& place, const CommandWords& command)>& visit) {
  const std::string place = before + command.name;
  visit(place, command);
  for (const CommandWords& inner : command.commands) ForEachPlace(inner, place + " ", visit);
}

bool TakesFile(const OptionWords& option) { return option.argument == "FILE"; }

bool TakesValue(const OptionWords& option) { return !option.names.empty() && !option.argument.empty(); }

std::string Quoted(const std::string& text) { return "'" + absl::StrReplaceAll(text, {{"'", "'\\''"}}) + "'"; }

// Every verb as "program verb", alternatives of a pattern.
std::string Verbs(const CommandWords& program, const char* between) {
  std::vector<std::string> places;
  ForEachPlace(program, "", [&](const std::string& place, const CommandWords& command) {
    if (&command != &program) places.push_back(Quoted(place));
  });
  return absl::StrJoin(places, between);
}

// For bash and zsh: what follows "place --option", an arm of a `case` for each option that takes a value.
std::string ValueArms(const CommandWords& program, const char* files, const char* choices_begin,
                      const char* choices_end) {
  std::string arms;
  ForEachPlace(program, "", [&](const std::string& place, const CommandWords& command) {
    for (const OptionWords& option : command.options) {
      if (!TakesValue(option)) continue;
      std::string offer;
      if (TakesFile(option)) offer = absl::StrCat(files, "; ");
      if (!option.choices.empty()) {
        offer = absl::StrCat(choices_begin, absl::StrJoin(option.choices, " "), choices_end, "; ");
      }
      const auto pattern = [&place](std::string* out, const std::string& name) { *out += Quoted(place + " " + name); };
      absl::StrAppend(&arms, "    ", absl::StrJoin(option.names, "|", pattern), ") ", offer, "return ;;\n");
    }
  });
  return arms;
}

// All words that may stand at a place, as `word` writes each.
std::string Offers(const CommandWords& command,
                   const std::function<std::string(const std::string& name, const std::string& help)>& word) {
  std::string offers;
  for (const CommandWords& inner : command.commands) offers += word(inner.name, inner.help);
  for (const OptionWords& option : command.options) {
    for (const std::string& name : option.names.empty() ? option.choices : option.names) {
      offers += word(name, option.help);
    }
  }
  return offers;
}

// "1" if a file may stand there too.
const char* Files(const CommandWords& command) {
  const bool files = std::any_of(command.options.begin(), command.options.end(),
                                 [](const OptionWords& option) { return option.names.empty() && TakesFile(option); });
  return files ? "1" : "";
}

std::string Bash(const CommandWords& program) {
  std::string script = absl::StrCat(
      "# bash completion of wirefold, made by `wirefold completion bash`\n"
      "_wirefold() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" place=",
      program.name,
      " words= files= i\n"
      "  COMPREPLY=()\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"$place ${COMP_WORDS[i]}\" in\n"
      "      ",
      Verbs(program, "|"),
      ") place+=\" ${COMP_WORDS[i]}\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$place ${COMP_WORDS[COMP_CWORD - 1]}\" in\n",
      ValueArms(program, "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")",
                "mapfile -t COMPREPLY < <(compgen -W '", "' -- \"$word\")"),
      "  esac\n"
      "  case \"$place\" in\n");
  ForEachPlace(program, "", [&](const std::string& place, const CommandWords& command) {
    const auto word = [](const std::string& name, const std::string&) { return name + " "; };
    absl::StrAppend(&script, "    ", Quoted(place), ") words='", Offers(command, word), "' files=", Files(command),
                    " ;;\n");
  });
  absl::StrAppend(&script,
                  "  esac\n"
                  "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                  "  if [[ -n \"$files\" && \"$word\" != -* ]]; then\n"
                  "    compopt -o filenames 2>/dev/null\n"
                  "    mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$word\")\n"
                  "  fi\n"
                  "}\n"
                  "complete -F _wirefold wirefold\n");
  return script;
}

std::string Zsh(const CommandWords& program) {
  std::string script = absl::StrCat(
      "#compdef wirefold\n"
      "# zsh completion of wirefold, made by `wirefold completion zsh`\n"
      "_wirefold() {\n"
      "  local place=",
      program.name,
      " files= i\n"
      "  local -a offers\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n"
      "    case \"$place $words[i]\" in\n"
      "      ",
      Verbs(program, "|"),
      ") place+=\" $words[i]\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$place $words[CURRENT-1]\" in\n",
      ValueArms(program, "_files", "compadd -- ", ""),
      "  esac\n"
      "  case \"$place\" in\n");
  ForEachPlace(program, "", [&](const std::string& place, const CommandWords& command) {
    const auto word = [](const std::string& name, const std::string& help) { return Quoted(name + ":" + help) + " "; };
    absl::StrAppend(&script, "    ", Quoted(place), ") offers=(", Offers(command, word), ") files=", Files(command),
                    " ;;\n");
  });
  absl::StrAppend(
      &script,
      "  esac\n"
      "  _describe wirefold offers\n"
      "  if [[ -n \"$files\" ]]; then _files; fi\n"
      "}\n"
      "if [[ \"$funcstack[1]\" == _wirefold ]]; then _wirefold \"$@\"; else compdef _wirefold wirefold; fi\n");
  return script;
}

// The names and the value of an option in fish's own terms.
std::string FishOption(const OptionWords& option) {
  std::string words;
  for (const std::string& name : option.names) {
    absl::StrAppend(&words, name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1));
  }
  if (TakesFile(option)) {
    words += option.names.empty() ? " -F" : " -r -F";
  } else if (!option.choices.empty()) {
    absl::StrAppend(&words, option.names.empty() ? " -a " : " -x -a ", Quoted(absl::StrJoin(option.choices, " ")));
  } else if (TakesValue(option)) {
    words += " -x";
  }
  return absl::StrCat(words, " -d ", Quoted(option.help));
}

std::string Fish(const CommandWords& program) {
  std::string script = absl::StrCat(
      "# fish completion of wirefold, made by `wirefold completion fish`\n"
      "function __wirefold_at --argument-names wanted\n"
      "  set --local place ",
      program.name,
      "\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch \"$place $word\"\n"
      "      case ",
      Verbs(program, " "),
      "\n"
      "        set place \"$place $word\"\n"
      "    end\n"
      "  end\n"
      "  test \"$place\" = \"$wanted\"\n"
      "end\n"
      "complete -c wirefold -f\n");
  ForEachPlace(program, "", [&](const std::string& place, const CommandWords& command) {
    const std::string line = absl::StrCat("complete -c wirefold -n ", Quoted("__wirefold_at " + Quoted(place)));
    for (const CommandWords& inner : command.commands) {
      absl::StrAppend(&script, line, " -a ", inner.name, " -d ", Quoted(inner.help), "\n");
    }
    for (const OptionWords& option : command.options) absl::StrAppend(&script, line, FishOption(option), "\n");
  });
  return script;
}

// A hyphen that is meant as one, a line for each sentence, and none that mdoc would take for a macro.
std::string Mdoc(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}, {". ", ".\n"}, {"\n.", "\n\\&."}, {"\n'", "\n\\&'"}});
}

std::string MdocOption(const OptionWords& option) {
  std::string item = ".It ";
  if (option.names.empty()) item += "Ar " + absl::AsciiStrToLower(option.argument);
  item += absl::StrJoin(option.names, " , ", [](std::string* out, const std::string& name) {
    absl::StrAppend(out, "Fl ", Mdoc(name.substr(1)));
  });
  if (TakesValue(option)) absl::StrAppend(&item, " Ar ", absl::AsciiStrToLower(option.argument));
  return absl::StrCat(item, "\n", Mdoc(option.help), ".\n");
}

}  // namespace

std::string Completion(const CommandWords& program, std::string_view shell) {
  if (shell == "bash") return Bash(program);
  if (shell == "zsh") return Zsh(program);
  WF_CHECK(shell == "fish");
  return Fish(program);
}

std::string ManualCommands(const CommandWords& program) {
  std::string page;
  ForEachPlace(program, "", [&](const std::string& place, const CommandWords& command) {
    if (!command.commands.empty()) return;  // its verbs say all
    absl::StrAppend(&page, ".Ss ", place.substr(program.name.size() + 1), "\n", Mdoc(command.help), ".\n");
    std::string items;
    for (const OptionWords& option : command.options) {
      if (option.names.empty() || option.names.back() != "--help") items += MdocOption(option);
    }
    if (!items.empty()) absl::StrAppend(&page, ".Bl -tag -width Ds\n", items, ".El\n");
  });
  return page;
}

}  // namespace wirefold
