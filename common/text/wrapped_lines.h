// JoinWrappedLines: lines that were broken at a fixed width, as mail and wires do, are joined again.
#pragma once

#include <string>

namespace wirefold {

// Joins each line that ends for the width alone to the next one: with a blank, or without one behind a hyphen and
// between letters that take none. A line was broken for the width when the first word of the next one had no room
// behind it. Only texts in which nearly all lines are so (of 30 to 132 columns, most of them ending within a sentence)
// are changed; a line that had room for more ends its paragraph, and an indented one begins one. Lines that are set
// with empty lines between them all are lines, too. Linear but for the sorting of widths.
void JoinWrappedLines(std::string& text);

}  // namespace wirefold
