/**
 * The result of `work`, or a rejection when it takes longer than `limitMs` milliseconds. The timer
 * holds no process open. What `work` comes to afterwards is ignored, a rejection included.
 */
export async function orTimeout<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${limitMs} ms`));
    }, limitMs).unref();
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
