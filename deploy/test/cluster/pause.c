// The first process of every pod: holds its namespaces, and takes up the processes that lose their parents.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void End(int signal) { _exit(signal == SIGTERM ? 0 : 128 + signal); }

static void Reap(int signal) {
  (void)signal;
  while (waitpid(-1, NULL, WNOHANG) > 0) continue;
}

int main(void) {
  signal(SIGTERM, End);
  signal(SIGINT, End);
  signal(SIGCHLD, Reap);
  for (;;) pause();
}
