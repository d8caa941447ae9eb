import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { HtmlReport } from '../../src/report/html/html-report.js';
import { htmlReportParts } from '../../src/report/html/render-report.js';

/** Debian's. There is no download, and no test is skipped where it is missing. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const SCREENSHOTS = path.join(import.meta.dirname, '../../demo/.cache/screenshots');

/** A page with what it asked for and complained of. */
export interface OpenPage {
  page: Page;
  /** Addresses asked for, the page's own apart. */
  requests: string[];
  /** Errors and warnings of the console, and errors of scripts. */
  complaints: string[];
}

/** A real browser and the pages that tests open in it. */
export class ReportBrowser {
  private readonly dir = mkdtempSync(path.join(os.tmpdir(), 'html-report-'));
  private count = 0;

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<ReportBrowser> {
    // Its sandbox needs rights that root in a container does not have; the pages are our own.
    const args = ['--no-sandbox', '--disable-dev-shm-usage'];
    return new ReportBrowser(await chromium.launch({ executablePath: CHROMIUM, args }));
  }

  async close(): Promise<void> {
    await this.browser.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Writes a report as the action does, piece by piece. @returns its path. */
  write(report: HtmlReport): string {
    this.count += 1;
    const file = path.join(this.dir, `report-${this.count}.html`);
    const handle = openSync(file, 'w');
    for (const part of htmlReportParts(report)) writeSync(handle, part);
    closeSync(handle);
    return file;
  }

  async open(report: HtmlReport, options: BrowserContextOptions = {}): Promise<OpenPage> {
    return this.openAt(pathToFileURL(this.write(report)).href, options);
  }

  async openAt(address: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    const context = await this.browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    const page = await context.newPage();
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on('request', (request) => request.url() !== address && requests.push(request.url()));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(address);
    return { page, requests, complaints };
  }
}

/** Keeps what a page looks like, for people: demo/.cache/screenshots/<name>.png. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** Serves a page and counts all that it is asked for. */
export async function serve(content: string): Promise<{ server: Server; address: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/report.html`, asked };
}
