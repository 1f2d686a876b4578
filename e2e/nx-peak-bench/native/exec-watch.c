#include "exec-watch.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* include/linux/sched.h: forked but did not exec. */
#define PF_FORKNOEXEC 0x40

#define PERIOD_NS 1000000
#define ROOM 16384

struct watched {
  struct process *process;
  unsigned generation;
  int stat_fd;
};

/* What was added since the thread last checked. */
static struct watched added[ROOM];
static int added_count;
static pthread_mutex_t adding = PTHREAD_MUTEX_INITIALIZER;

enum state { FORKED, EXECED, GONE };

static enum state state_of(int stat_fd) {
  char text[1024];
  ssize_t length = pread(stat_fd, text, sizeof text - 1, 0);
  if (length <= 0) return GONE;
  text[length] = '\0';
  /* pid (comm) state ppid pgrp session tty tpgid flags: comm may hold anything, also ')'. */
  char *after = strrchr(text, ')');
  unsigned long flags = 0;
  if (after == NULL || sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %lu", &flags) != 1) return GONE;
  return (flags & PF_FORKNOEXEC) != 0 ? FORKED : EXECED;
}

static void *watch(void *unused) {
  static struct watched watched[ROOM];
  int count = 0;
  for (;;) {
    pthread_mutex_lock(&adding);
    for (int i = 0; i < added_count && count < ROOM; i++) watched[count++] = added[i];
    added_count = 0;
    pthread_mutex_unlock(&adding);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      struct watched one = watched[i];
      enum state state = one.process->generation == one.generation ? state_of(one.stat_fd) : GONE;
      if (state == FORKED) {
        watched[kept++] = one;
        continue;
      }
      close(one.stat_fd);
      if (state == EXECED && one.process->generation == one.generation) one.process->execed = true;
    }
    count = kept;
    nanosleep(&(struct timespec){0, PERIOD_NS}, NULL);
  }
  return unused;
}

void exec_watch_start(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, watch, NULL) != 0) abort();
}

void exec_watch_add(struct process *process) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)process->pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  pthread_mutex_lock(&adding);
  if (added_count < ROOM)
    added[added_count++] = (struct watched){process, process->generation, fd};
  else
    close(fd);
  pthread_mutex_unlock(&adding);
}
