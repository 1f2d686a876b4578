/**
 * Names the run to the nx processes that its tasks start, and tells the processes of its tasks from
 * those of another nx that runs the same tasks at the same time. It is set without a record, too.
 */
export const RUN_VARIABLE = 'NX_PEAK_RUN';
