// The program: verbs and flags in, an exit code out. Everything else is in worker/cli.
#include "worker/cli/main_command.h"

int main(int argc, char** argv) { return wirefold::Main(argc, argv); }
