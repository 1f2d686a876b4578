#ifndef GROUP_H
#define GROUP_H

/* The memory a cgroup is charged with, in kB; -1 where the group has no memory controller. */
struct group_memory {
  long total;     /* page cache included */
  long non_cache; /* anonymous and shared pages, and what the kernel keeps for the task */
};

/* `folder` NULL: no group. `version` 1 or 2. */
void group_open(const char *folder, int version);
struct group_memory group_read(void);
/* The kernel's own high-water mark of `total`, in kB, or -1. */
long group_peak(void);

#endif
