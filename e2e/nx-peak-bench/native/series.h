#ifndef SERIES_H
#define SERIES_H

/* All samples of the task: when, and the sum of its resident sets in kB. */
void series_add(long long at_us, long rss);
/* For how long, in ms, the sum was above half of `peak`. */
double series_above_half_ms(long peak);
/* Milliseconds between samples. */
double series_gap_median_ms(void);
double series_gap_max_ms(void);
int series_length(void);

#endif
