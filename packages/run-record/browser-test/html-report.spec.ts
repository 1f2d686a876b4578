import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { RunRecord } from '../src/record/run-record';
import { renderHtml } from '../src/reports/html/html';
import { readRun } from '../src/runs/read-run';
import { makeUpRun, type MadeUpRun } from '../src/testing/made-up-run';
import { recordedRun } from '../src/testing/recorded-runs';
import { TemporaryFolders } from '../src/testing/temporary-folders';
import { BROWSER, launch, NO_BROWSER } from './browser';

/** `NX_PEAK_DOCS_IMAGES=true nx browser-test run-record` renews the pictures of the docs. */
const IMAGES =
  process.env['NX_PEAK_DOCS_IMAGES'] === 'true'
    ? join(__dirname, '..', '..', '..', 'docs', 'images')
    : undefined;

jest.setTimeout(120_000);

const folders = new TemporaryFolders();
let browser: Browser | undefined;
let page: Page;
/** What must not happen on any page: messages on the console, and requests beyond the file. */
const trouble: string[] = [];

if (BROWSER === undefined) {
  console.log(`The browser test is skipped: ${NO_BROWSER}`);
}

const inBrowser = BROWSER === undefined ? describe.skip : describe;

beforeAll(async () => {
  if (BROWSER !== undefined) {
    browser = await launch();
  }
});
afterAll(async () => {
  await browser?.close();
});
afterEach(async () => {
  await page.close();
  folders.removeAll();
  expect(trouble.splice(0)).toEqual([]);
});

async function open(html: string, viewport = { width: 1280, height: 860 }): Promise<void> {
  const file = join(folders.make(), 'report.html');
  writeFileSync(file, html);
  if (browser === undefined) {
    throw new Error(NO_BROWSER);
  }
  page = await browser.newPage({ viewport, colorScheme: 'light' });
  page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) {
      trouble.push(`request: ${request.url()}`);
    }
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-ready=true]');
}

function htmlOf(options: Omit<MadeUpRun, 'root'>): string {
  return renderHtml(readRun(makeUpRun({ root: folders.make(), ...options })));
}

const SOME = { tasks: 48, parallel: 6, samples: 4000, mostSampleBytes: 4e6 } as const;

async function picture(name: string, fullPage = false): Promise<void> {
  const image = await page.screenshot({ fullPage });
  expect(image.length).toBeGreaterThan(5000);
  if (IMAGES !== undefined) {
    mkdirSync(IMAGES, { recursive: true });
    writeFileSync(join(IMAGES, `${name}.png`), image);
  }
}

const taskNames = (): Promise<string[]> => page.locator('.tasks tbody .task').allTextContents();
const selected = (): Promise<string | null> => page.locator('.detail h2').textContent();
const tooltip = (): Promise<string> => page.locator('.tooltip:visible').innerText();

/** A run as it would be if it had had no tasks. */
function emptied(record: RunRecord): RunRecord {
  const withoutPeak = { ...record, tasks: [] };
  delete (withoutPeak as { peak?: unknown }).peak;
  return withoutPeak;
}

inBrowser('the page of a run', () => {
  it('shows the peak, the heaviest task with its processes, and every task', async () => {
    await open(renderHtml(readRun(recordedRun('checks'))));
    await expect(page.locator('.numbers').innerText()).resolves.toMatch(/864MB[\s\S]*42%/);
    expect(await selected()).toBe('memory-tracker:test');
    await expect(page.locator('.detail .command').count()).resolves.toBe(5);
    await expect(page.locator('.lanes rect').count()).resolves.toBe(4);
    expect(await taskNames()).toHaveLength(6);
  });

  it('shows what ran at the moment that is pointed at', async () => {
    await open(htmlOf(SOME));
    await page.hover('.u-over', { position: { x: 420, y: 120 } });
    expect(await tooltip()).toMatch(/^at \d:\d\d\s+[\d.]+GB\n[\w-]+:\w+\s+[\d.]+[MG]B\s+\d+%/);
    await picture('report-light');
  });

  it('shows nx itself below the tasks, apart from their sum', async () => {
    await open(htmlOf({ ...SOME, withNx: true }));
    await expect(page.locator('.legend').innerText()).resolves.toMatch(/nx itself/);
    await expect(page.locator('.numbers').innerText()).resolves.toMatch(
      /Peak of tasks and nx[^]*tasks [\d.]+GB, nx itself \d+MB[^]*Nx itself/,
    );
    await page.hover('.u-over', { position: { x: 420, y: 120 } });
    expect(await tooltip()).toMatch(/nx itself\s+\d+MB\s+\d+%$/);
    const before = await selected();
    await page.click('.u-over', { position: { x: 420, y: 243 } });
    expect(await selected()).toBe(before); // nx is no task
  });

  it('shows curve and processes of a task that is pointed at, and keeps the one clicked', async () => {
    await open(htmlOf(SOME));
    const bar = page.locator('.lanes rect').nth(5);
    await bar.hover();
    const about = await tooltip();
    expect(about).toMatch(/succeeded, from/);
    expect(about).toMatch(/MB\s+node /);
    await expect(page.locator('.tooltip:visible polyline').count()).resolves.toBe(1);
    await bar.click();
    expect(await selected()).toBe(about.split(/\s/)[0]);
    await expect(bar.getAttribute('class')).resolves.toContain('selected');
  });

  it('says first why tasks died, and shows the one that is asked for', async () => {
    await open(renderHtml(readRun(recordedRun('deaths'))));
    const died = page.locator('.diagnoses li');
    expect(await died.allInnerTexts()).toEqual([
      expect.stringMatching(/^shop:build was OOM-killed by the kernel \(certain: /),
      expect.stringMatching(/^cart:test ran out of JavaScript heap at 56MB/),
      expect.stringMatching(/^tools:check was killed by SIGKILL/),
    ]);
    await died.nth(1).locator('button').click();
    expect(await selected()).toBe('cart:test');
    await expect(page.locator('.detail .note').innerText()).resolves.toMatch(
      /^It ran out of JavaScript heap[\s\S]*--max-old-space-size/,
    );
    await picture('report-deaths');
  });

  it('selects the task whose layer is clicked', async () => {
    await open(renderHtml(readRun(recordedRun('shapes'))));
    await page.click('.u-over', { position: { x: 300, y: 245 } });
    expect(await selected()).toBe('steady:hold'); // the lowest
  });

  it('sorts by any column, both ways', async () => {
    await open(renderHtml(readRun(recordedRun('shapes'))));
    expect(await taskNames()).toEqual(['spike:hold', 'ramp:hold', 'steady:hold', 'short:hold']);
    await page.click('th:has-text("Task") button');
    expect(await taskNames()).toEqual(['ramp:hold', 'short:hold', 'spike:hold', 'steady:hold']);
    await page.click('th:has-text("Task") button');
    expect(await taskNames()).toEqual(['steady:hold', 'spike:hold', 'short:hold', 'ramp:hold']);
    await expect(page.locator('th[aria-sort=descending]').innerText()).resolves.toMatch(/^Task/);
    await page.click('th:has-text("Time") button');
    expect(await taskNames()).toEqual(['ramp:hold', 'steady:hold', 'spike:hold', 'short:hold']);
  });

  it('finds tasks by words', async () => {
    await open(htmlOf(SOME));
    await page.fill('input[type=search]', 'test cart');
    expect((await taskNames()).sort()).toEqual(['cart-1:test', 'cart:test']);
    await expect(page.locator('.controls [role=status]').innerText()).resolves.toBe(
      '2 of 48 tasks',
    );
    await page.fill('input[type=search]', 'no such task');
    expect(await taskNames()).toEqual([]);
  });

  it('gives the table as a file', async () => {
    await open(renderHtml(readRun(recordedRun('shapes'))));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('text=Download CSV'),
    ]);
    expect(download.suggestedFilename()).toBe('tasks.csv');
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
    expect(lines[0]).toBe('task,status,peak_kib,at_run_peak_kib,started_seconds,duration_seconds');
    expect(lines[1]).toMatch(/^spike:hold,succeeded,368664,/);
  });

  it('zooms into a part of the time, and out again', async () => {
    await open(htmlOf(SOME));
    const shownBars = (): Promise<number> => page.locator('.lanes rect:not([width="0"])').count();
    const all = await shownBars();
    const plot = await page.locator('.u-over').first().boundingBox();
    const { x = 0, y = 0 } = plot ?? {};
    await page.mouse.move(x + 300, y + 50);
    await page.mouse.down();
    await page.mouse.move(x + 500, y + 50, { steps: 4 });
    await page.mouse.up();
    expect(await shownBars()).toBeLessThan(all);
    await page.click('text=Whole run');
    expect(await shownBars()).toBe(all);
  });

  it('is light, dark, or as the system has it', async () => {
    await open(htmlOf(SOME));
    const background = (): Promise<string> =>
      page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.click('text=Dark');
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.locator('.lanes rect').nth(11).hover();
    await picture('report-dark');
    await page.click('text=Auto');
    expect(await background()).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe(dark);
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('input').isVisible()).resolves.toBe(false);
  });

  it('can be used by keyboard alone', async () => {
    await open(renderHtml(readRun(recordedRun('shapes'))));
    await page.focus('.chart');
    await page.keyboard.press('p');
    expect(await tooltip()).toMatch(/^at 1\.9s\s+640MB/);
    await page.keyboard.press('Shift+ArrowRight');
    expect(await tooltip()).toMatch(/^at (?!1\.9)\d\.\ds/);
    await page.keyboard.press('Escape');
    await page.focus('.lanes');
    await page.keyboard.press('ArrowUp');
    expect(await selected()).toBe('ramp:hold');
    await expect(page.locator('.lanes .unseen').innerText()).resolves.toMatch(/^ramp:hold/);
    await page.focus('th:has-text("Task") button');
    await page.keyboard.press('Enter');
    expect((await taskNames())[0]).toBe('ramp:hold');
    await page.locator('.tasks tbody .task').nth(1).focus();
    await page.keyboard.press('Enter');
    expect(await selected()).toBe('short:hold');
    await expect(page.locator('[tabindex="-1"]').count()).resolves.toBe(0);
  });

  it('has room on a narrow screen', async () => {
    await open(htmlOf(SOME), { width: 400, height: 820 });
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    await picture('report-narrow');
  });

  it('shows names with markup and runs none', async () => {
    const names = ['<img src=x onerror=alert(1)>:a', '</script><script>alert(2)</script>:b'];
    await open(htmlOf({ ...SOME, tasks: 2, nameOf: (index) => names[index] ?? '' }));
    expect((await taskNames()).sort()).toEqual([...names].sort());
    await page.locator('.lanes rect').first().hover();
    await expect(page.locator('img').count()).resolves.toBe(0);
  });

  it('opens a run of 2,000 tasks and 1,000,000 samples', async () => {
    const html = htmlOf({ tasks: 2000, parallel: 16, samples: 1_000_000 });
    const before = performance.now();
    await open(html);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
    const took = Math.round(performance.now() - before);
    // Printed, not tested: how fast a machine is, a test cannot say.
    console.log(`2,000 tasks: ${(html.length / 1e6).toFixed(2)} MB, open after ${took} ms`);
    expect(html.length).toBeLessThan(3e6);
    await expect(page.locator('.lanes rect').count()).resolves.toBeGreaterThan(1900);
    expect(await taskNames()).toHaveLength(200);
    await page.click('text=Show more');
    expect(await taskNames()).toHaveLength(400);
  });

  it.each([
    ['10,000 tasks at once', { tasks: 10_000, parallel: 10_000, samples: 30_000 }],
    ['one task', { tasks: 1, parallel: 1, samples: 5 }],
  ])('opens a run of %s', async (_, options) => {
    await open(htmlOf(options));
    expect((await taskNames()).length).toBeGreaterThan(0);
  });

  it('opens a run without tasks', async () => {
    const run = readRun(recordedRun('shapes'));
    await open(
      renderHtml({
        ...run,
        record: emptied(run.record),
        samples: { ...run.samples, peak: undefined, timeline: [], series: new Map() },
      }),
    );
    await expect(page.locator('main').innerText()).resolves.toContain('no samples of this run');
  });
});
