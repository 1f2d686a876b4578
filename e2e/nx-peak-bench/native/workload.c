/*
 * Tasks of a known shape without the start-up of a runtime. Sizes in MB, times in ms.
 *
 *   workload steady SIZE MS                holds memory for MS
 *   workload hold SIZE MS                  holds memory until MS after its start
 *   workload spike QUIET SIZE MS           maps SIZE for MS in the middle of QUIET
 *   workload forks COUNT SIZE DIRTY MS     forks that share SIZE and write to DIRTY of it each
 *   workload children COUNT SIZE MS WIDTH  COUNT programs one after another, WIDTH at a time
 *   workload daemon SIZE MS                a daemon holds the memory while the task waits
 *   workload cache FILE CACHED SHARED OWN MS   reads a file again and again
 *   workload family COUNT SIZE MS          COUNT - 1 children that hold SIZE each
 *   workload sleepers COUNT                COUNT sleeping processes, until it is killed
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MB (1024L * 1024)

static long started_ms;

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void sleep_ms(long ms) {
  if (ms > 0) usleep((useconds_t)ms * 1000);
}

static void sleep_until(long ms_after_start) { sleep_ms(started_ms + ms_after_start - now_ms()); }

static char *take(long megabytes, int flags) {
  long size = megabytes * MB;
  char *memory = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);
  if (memory == MAP_FAILED) {
    perror("mmap");
    exit(1);
  }
  if (flags & MAP_PRIVATE) madvise(memory, (size_t)size, MADV_HUGEPAGE); /* faster, where allowed */
  for (long at = 0; at < size; at += 4096) memory[at] = 1;
  return memory;
}

static void run_self(char *name, char *size, char *ms) {
  execl("/proc/self/exe", "workload", name, size, ms, (char *)NULL);
  _exit(127);
}

static void wait_all(void) {
  while (wait(NULL) > 0) continue;
}

/*
 * The pages are there before, in a file in memory that is not mapped and so nobody's resident set:
 * on a virtual machine fresh pages may take a second to come, mapping these takes milliseconds.
 */
static void spike(long quiet, long megabytes, long ms) {
  static char block[MB];
  memset(block, 1, sizeof block);
  int fd = memfd_create("spike", MFD_CLOEXEC);
  for (long i = 0; i < megabytes; i++)
    if (write(fd, block, sizeof block) != sizeof block) {
      perror("memfd");
      exit(1);
    }
  sleep_ms(quiet / 2);
  long began = now_ms();
  char *memory = mmap(NULL, (size_t)(megabytes * MB), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_POPULATE, fd, 0);
  if (memory == MAP_FAILED) {
    perror("mmap");
    exit(1);
  }
  sleep_ms(began + ms - now_ms());
  munmap(memory, (size_t)(megabytes * MB));
  sleep_ms(quiet / 2);
}

static void forks(long count, long megabytes, long dirty, long ms) {
  char *memory = take(megabytes, MAP_PRIVATE);
  for (long i = 0; i < count; i++) {
    if (fork() == 0) {
      for (long at = 0; at < dirty * MB; at += 4096) memory[at] = 2;
      sleep_ms(ms);
      _exit(0);
    }
  }
  wait_all();
}

static void children(long count, char *megabytes, char *ms, long width) {
  long running = 0;
  for (long i = 0; i < count; i++) {
    if (running == width && wait(NULL) > 0) running--;
    if (fork() == 0) run_self("hold", megabytes, ms);
    running++;
  }
  wait_all();
}

static void daemon_and_wait(char *megabytes, char *ms) {
  pid_t child = fork();
  if (child == 0) {
    setsid();
    if (fork() == 0) run_self("hold", megabytes, ms);
    _exit(0);
  }
  waitpid(child, NULL, 0);
  sleep_until(atol(ms) + 100);
}

static void cache(char *file, long cached, long shared, long own, long ms) {
  static char block[MB];
  int fd = open(file, O_RDWR | O_CREAT | O_TRUNC, 0600);
  for (long i = 0; i < cached; i++)
    if (write(fd, block, sizeof block) != sizeof block) {
      perror(file);
      exit(1);
    }
  take(shared, MAP_SHARED);
  take(own, MAP_PRIVATE);
  long began = now_ms();
  do {
    lseek(fd, 0, SEEK_SET);
    while (read(fd, block, sizeof block) > 0) continue;
    sleep_ms(50);
  } while (now_ms() - began < ms);
  unlink(file);
}

static void family(long count, char *megabytes, char *ms) {
  for (long i = 1; i < count; i++)
    if (fork() == 0) run_self("hold", megabytes, ms);
  puts("ready");
  fflush(stdout);
  wait_all();
}

static void sleepers(long count) {
  pid_t parent = getpid();
  for (long i = 0; i < count; i++) {
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      while (getppid() == parent) pause();
      _exit(0);
    }
  }
  puts("ready");
  fflush(stdout);
  pause();
}

int main(int argc, char **argv) {
  started_ms = now_ms();
  const char *name = argc > 1 ? argv[1] : "";
  long number[8] = {0};
  for (int i = 2; i < argc && i < 8; i++) number[i] = atol(argv[i]);
  if (strcmp(name, "steady") == 0 && argc == 4) {
    take(number[2], MAP_PRIVATE);
    sleep_ms(number[3]);
  } else if (strcmp(name, "hold") == 0 && argc == 4) {
    take(number[2], MAP_PRIVATE);
    sleep_until(number[3]);
  } else if (strcmp(name, "spike") == 0 && argc == 5) {
    spike(number[2], number[3], number[4]);
  } else if (strcmp(name, "forks") == 0 && argc == 6) {
    forks(number[2], number[3], number[4], number[5]);
  } else if (strcmp(name, "children") == 0 && argc == 6) {
    children(number[2], argv[3], argv[4], number[5]);
  } else if (strcmp(name, "daemon") == 0 && argc == 4) {
    daemon_and_wait(argv[2], argv[3]);
  } else if (strcmp(name, "cache") == 0 && argc == 7) {
    cache(argv[2], number[3], number[4], number[5], number[6]);
  } else if (strcmp(name, "family") == 0 && argc == 5) {
    family(number[2], argv[3], argv[4]);
  } else if (strcmp(name, "sleepers") == 0 && argc == 3) {
    sleepers(number[2]);
  } else {
    fprintf(stderr, "workload: no such workload: %s with %d arguments\n", name, argc - 2);
    return 2;
  }
  return 0;
}
