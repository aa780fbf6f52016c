#!/usr/bin/env bash
# Completions, asked of the shells themselves: what each offers at a place of the command line. usage: completion_test.sh PROGRAM
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
readonly PROGRAM="$1"
need_commands bash zsh fish

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/empty"
touch "$work/empty/articles.jsonl"
for shell in bash zsh fish; do
  "$PROGRAM" completion "$shell" >"$work/$shell"
done
cd "$work/empty"

# Each prints what it offers for the words given, one a line.
offered_by_bash() {
  # shellcheck disable=SC2016  # the inner shell's
  bash --norc -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _wirefold; printf "%s\n" "${COMPREPLY[@]}"' \
    bash "$work/bash" "$@"
}

offered_by_fish() {
  # shellcheck disable=SC2016  # the inner shell's
  HOME="$work" fish --no-config -c 'source $argv[1]; complete -C "$argv[2]"' "$work/fish" "$*" | cut -f1
}

# What _describe, compadd and _files were given; zsh itself shows it to a terminal only.
offered_by_zsh() {
  # shellcheck disable=SC2016  # the inner shell's
  zsh -f -c '
    compdef() { :; }
    _describe() { print -l -- "${(@)${(P)2}%%:*}" }
    compadd() { shift; print -l -- "$@" }
    _files() { print -l -- * }
    source "$1"; shift
    words=("$@"); CURRENT=$#
    _wirefold' zsh "$work/zsh" "$@" | awk -v word="${*: -1}" 'index($0, word) == 1'
}

# A real terminal's zsh, which loads the function from its path and is sent a TAB.
finishes_in_a_terminal() {
  mkdir -p "$work/functions"
  cp "$work/zsh" "$work/functions/_wirefold"
  # shellcheck disable=SC2016  # the inner shell's
  timeout 60 zsh -f -c '
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; print rea\dy"
    zpty -r shell seen "*ready*"
    zpty -w -n shell $'\''wirefold val\t'\''
    zpty -r shell seen "*wirefold validate*"' zsh "$work/functions"
}

# offers SHELL WANTED WORD...: the shell offers exactly the wanted words, in whatever order.
offers() {
  local shell="$1" wanted="$2" told
  shift 2
  told="$("offered_by_$shell" "$@" | sort -u | tr '\n' ' ')"
  wanted="$(tr ' ' '\n' <<<"$wanted" | sort -u | tr '\n' ' ')"
  [[ "${told# }" == "${wanted# }" ]] || { echo "$shell offers '$told' for '$*', not '$wanted'" >&2; return 1; }
}

knows_every_verb() {
  local verb
  # --help is where a verb of the program is certain to be.
  for verb in $("$PROGRAM" --help | awk '/^Subcommands:/ { on = 1; next } on { print $1 }'); do
    offers "$1" "$verb" wirefold "$verb" || return 1
  done
}

for shell in bash zsh fish; do
  claim "$shell: a verb is finished" offers "$shell" "validate" wirefold val
  claim "$shell: every verb is known" knows_every_verb "$shell"
  claim "$shell: a verb below a verb" offers "$shell" "show" wirefold claims sh
  claim "$shell: options of the verb alone" offers "$shell" "--adopt-log" wirefold run --a
  claim "$shell: no option of another verb" offers "$shell" "" wirefold validate --a
  claim "$shell: the values of an option" offers "$shell" "earliest" wirefold run --from e
  claim "$shell: the values of an argument" offers "$shell" "create" wirefold topics c
  claim "$shell: a file after -c" offers "$shell" "articles.jsonl" wirefold run -c a
  claim "$shell: a file as an argument" offers "$shell" "articles.jsonl" wirefold fold a
  claim "$shell: an option after a value that is a verb's name" offers "$shell" "--adopt-log" wirefold run -c run --ad
done
claim "zsh: TAB in a terminal finishes a verb" finishes_in_a_terminal
