// The program: verbs and flags in, an exit code out. Everything else is in worker/cli.
#include "common/base/fatal.h"
#include "worker/cli/main_command.h"

int main(int argc, char** argv) {
  wirefold::EndProcessOnException();
  return wirefold::Main(argc, argv);
}
