// JoinWrappedLines: lines that were broken at a fixed width, as mail and wires do, are joined again.
#pragma once

#include <string>

namespace wirefold {

// Replaces each line end that is there for the width alone by blanks: the text keeps its length and its offsets. A line
// was broken for the width when the first word of the next one had no room behind it. Only texts in which nearly all
// lines are so (of 40 to 100 letters) are changed; a line that had room for more ends its paragraph. Linear.
void JoinWrappedLines(std::string& text);

}  // namespace wirefold
