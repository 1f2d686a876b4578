/*
 * Runs a command and records what its processes really held, every one or two milliseconds.
 *
 *   recorder [--procs FILE --memory FOLDER --version 1|2] [--period-us N] -- command...
 *
 * Says `held <pid>` when the command's process waits to begin, begins it when a byte arrives on
 * stdin, says `exited` at once when it has ended, then prints one JSON object and ends. Whatever
 * the command left running is killed. Ends the same way when stdin closes before, on SIGTERM, and
 * when its parent dies.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "exec-watch.h"
#include "group.h"
#include "members.h"
#include "process.h"
#include "series.h"

static const char *procs_file;
static volatile sig_atomic_t told_to_stop;

/* Peaks in kB. */
static struct {
  long rss;          /* sum of resident sets, the high-water marks of the kernel counted */
  long rss_plain;    /* without them */
  long unique;       /* private and shared pages, and file pages once per executable */
  long group_total, group_non_cache;
  long group_need;   /* group_non_cache and file pages once per executable at the same sample */
  int processes;
} peak = {0, 0, 0, -1, -1, -1, 0};

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void on_signal(int signal) {
  if (signal != SIGCHLD) told_to_stop = 1;
}

static void keep(long *peak_so_far, long value) {
  if (value > *peak_so_far) *peak_so_far = value;
}

/* kB of file pages, the largest of each executable. */
static long file_once(struct process *const *counted, int count) {
  static struct {
    dev_t dev;
    ino_t ino;
    long file;
  } seen[256];
  int executables = 0;
  long sum = 0;
  for (int i = 0; i < count; i++) {
    int at = 0;
    while (at < executables &&
           (seen[at].ino != counted[i]->exe_ino || seen[at].dev != counted[i]->exe_dev))
      at++;
    if (at == executables) {
      if (executables == 256) continue;
      seen[executables].dev = counted[i]->exe_dev;
      seen[executables].ino = counted[i]->exe_ino;
      seen[executables++].file = 0;
    }
    keep(&seen[at].file, counted[i]->file);
  }
  for (int at = 0; at < executables; at++) sum += seen[at].file;
  return sum;
}

/* By pid; only the pages in use are ever touched. Linux has no pids beyond 2^22. */
static struct process *by_pid[1 << 22];

static void sample(void) {
  static pid_t pids[MAX_MEMBERS];
  static struct process *counted[MAX_MEMBERS];
  long long at = now_us();
  int count = members_list(procs_file, pids);
  int counting = 0;
  long rss = 0, plain = 0, unique = 0;
  for (int i = 0; i < count; i++) {
    struct process **place = &by_pid[pids[i]];
    if (*place == NULL && (*place = calloc(1, sizeof **place)) == NULL) abort();
    struct process *process = *place;
    if (process->pid == 0) {
      if (!process_open(process, pids[i], at)) continue;
      exec_watch_add(process);
    }
    if (!process_counts(process, at) || !process_read(process) || process->rss == 0) continue;
    counted[counting++] = process;
    plain += process->rss;
    rss += process->hwm_grew && process->hwm > process->rss ? process->hwm : process->rss;
    unique += process->anon + process->shmem;
  }
  long file = file_once(counted, counting);
  series_add(at, plain);
  keep(&peak.rss, rss);
  keep(&peak.rss_plain, plain);
  keep(&peak.unique, unique + file);
  if (counting > peak.processes) peak.processes = counting;
  struct group_memory group = group_read();
  keep(&peak.group_total, group.total);
  keep(&peak.group_non_cache, group.non_cache);
  if (group.non_cache >= 0) keep(&peak.group_need, group.non_cache + file);
}

static void kill_members(void) {
  static pid_t pids[MAX_MEMBERS];
  for (int attempt = 0; attempt < 500; attempt++) {
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    int count = members_list(procs_file, pids);
    if (count == 0) return;
    for (int i = 0; i < count; i++)
      if (pids[i] != getpid()) kill(pids[i], SIGKILL);
    usleep(5000);
  }
}

/* In the child: joins the group, and becomes a program that waits for the word to begin. */
static void hold(char *self, int go_fd, char **command) {
  if (procs_file != NULL) {
    int fd = open(procs_file, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || dprintf(fd, "%d\n", (int)getpid()) < 0) {
      fprintf(stderr, "cannot join %s: %s\n", procs_file, strerror(errno));
      _exit(126);
    }
    close(fd);
  }
  int count = 0;
  while (command[count] != NULL) count++;
  char **arguments = calloc((size_t)count + 4, sizeof *arguments);
  char number[16];
  snprintf(number, sizeof number, "%d", go_fd);
  arguments[0] = self;
  arguments[1] = "--held";
  arguments[2] = number;
  memcpy(arguments + 3, command, (size_t)count * sizeof *command);
  execv("/proc/self/exe", arguments);
  _exit(126);
}

/* The program that waits. An exec is behind it, as behind every process node has spawned. */
static int held(char **arguments) {
  char byte;
  int go_fd = atoi(arguments[0]);
  if (read(go_fd, &byte, 1) != 1) return 125;
  close(go_fd);
  execvp(arguments[1], arguments + 1);
  fprintf(stderr, "cannot run %s: %s\n", arguments[1], strerror(errno));
  return 127;
}

static void print_kb(const char *name, long kb) {
  if (kb < 0)
    printf("\"%s\":null,", name);
  else
    printf("\"%s\":%lld,", name, (long long)kb * 1024);
}

static double ms_of(struct timeval time) { return time.tv_sec * 1e3 + time.tv_usec / 1e3; }

int main(int argc, char **argv) {
  if (argc > 3 && strcmp(argv[1], "--held") == 0) return held(argv + 2);

  long period_us = 1000;
  const char *folder = NULL;
  int version = 1, at = 1;
  for (; at + 1 < argc && strcmp(argv[at], "--") != 0; at += 2) {
    if (strcmp(argv[at], "--procs") == 0) procs_file = argv[at + 1];
    else if (strcmp(argv[at], "--memory") == 0) folder = argv[at + 1];
    else if (strcmp(argv[at], "--version") == 0) version = atoi(argv[at + 1]);
    else if (strcmp(argv[at], "--period-us") == 0) period_us = atol(argv[at + 1]);
    else {
      fprintf(stderr, "unknown option %s\n", argv[at]);
      return 2;
    }
  }
  if (at + 1 >= argc) {
    fprintf(stderr, "usage: recorder [--procs FILE --memory FOLDER --version N] -- command...\n");
    return 2;
  }
  char **command = argv + at + 1;

  prctl(PR_SET_PDEATHSIG, SIGTERM);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGCHLD, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGHUP, &action, NULL);

  int go[2];
  if (pipe(go) != 0) return 1;
  fcntl(go[1], F_SETFD, FD_CLOEXEC);
  pid_t root = fork();
  if (root < 0) return 1;
  if (root == 0) {
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(2, 1); /* stdout of ours is for words */
    close(null);
    hold(argv[0], go[0], command);
  }
  close(go[0]);

  /* Only now: the command must not inherit it. */
  struct sched_param priority = {.sched_priority = 5};
  bool realtime = sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
  mlockall(MCL_CURRENT);
  exec_watch_start();
  group_open(folder, version);
  signal(SIGPIPE, SIG_IGN);

  /* The child is held once it has become the waiting program: wait for its exec. */
  char path[64], line[4096];
  snprintf(path, sizeof path, "/proc/%d/cmdline", (int)root);
  for (int attempt = 0; attempt < 5000; attempt++) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, line, sizeof line - 1);
    if (fd >= 0) close(fd);
    if (length > 0 && memmem(line, (size_t)length, "--held", 6) != NULL) break;
    usleep(200);
  }
  printf("held %d\n", (int)root);
  fflush(stdout);

  char byte;
  ssize_t received;
  do {
    received = read(0, &byte, 1);
  } while (received < 0 && errno == EINTR && !told_to_stop);
  if (received != 1) {
    kill(root, SIGKILL);
    kill_members();
    return 1;
  }

  long long started = now_us(), next = started;
  if (write(go[1], &byte, 1) != 1) return 1;
  close(go[1]);

  int status = 0;
  struct rusage usage = {0};
  while (!told_to_stop) {
    sample();
    if (wait4(root, &status, WNOHANG, &usage) == root) break;
    next += period_us;
    long long now = now_us();
    if (next < now + period_us / 4) next = now + period_us / 4;
    struct timespec until = {next / 1000000, next % 1000000 * 1000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL); /* SIGCHLD ends it early */
  }
  double wall_ms = (double)(now_us() - started) / 1000;
  printf("exited\n");
  fflush(stdout);
  if (told_to_stop) kill(root, SIGKILL);
  kill_members();
  if (told_to_stop) return 1;

  /* The kernel's own maximum of the largest waited-for process is a lower bound of the sum. */
  keep(&peak.rss, usage.ru_maxrss);
  struct rusage own;
  getrusage(RUSAGE_SELF, &own);
  printf("{");
  print_kb("peakRss", peak.rss);
  print_kb("peakRssPlain", peak.rss_plain);
  print_kb("peakUnique", peak.unique);
  print_kb("groupPeak", group_peak());
  print_kb("groupNonCache", peak.group_non_cache);
  print_kb("groupNeed", peak.group_need);
  print_kb("largestProcess", usage.ru_maxrss);
  printf("\"wallMs\":%.1f,\"cpuMs\":%.1f,", wall_ms, ms_of(usage.ru_utime) + ms_of(usage.ru_stime));
  printf("\"exitCode\":%d,\"signal\":%d,", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
         WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  printf("\"processes\":%d,\"samples\":%d,", peak.processes, series_length());
  printf("\"gapMedianMs\":%.2f,\"gapMaxMs\":%.2f,", series_gap_median_ms(), series_gap_max_ms());
  printf("\"aboveHalfMs\":%.1f,", series_above_half_ms(peak.rss_plain));
  printf("\"recorderCpuMs\":%.1f,\"realtime\":%s}\n", ms_of(own.ru_utime) + ms_of(own.ru_stime),
         realtime ? "true" : "false");
  return 0;
}
