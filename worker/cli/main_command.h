// Command line of the program.
#pragma once

namespace wirefold {

// Parses the verb and its flags and runs it. Returns the exit code; 64 for wrong usage.
int Main(int argc, char** argv);

}  // namespace wirefold
