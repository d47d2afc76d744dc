/** Where the story is told: plain lines on standard output, progress on standard error where it is a terminal. */
export class Output {
  private shown = '';
  private lastLine = 0;
  private readonly live = process.stderr.isTTY;

  heading(text: string): void {
    this.clear();
    process.stdout.write(`\n${text}\n`);
  }

  /** One thing that happened: who did what, and what proves it. */
  line(text: string): void {
    this.clear();
    process.stdout.write(`   ${text}\n`);
  }

  table(rows: readonly (readonly string[])[]): void {
    const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
    for (const row of rows) this.line(row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
  }

  /** Progress of what takes long; done 0…1, null where it is not known. */
  progress(what: string, done: number | null): void {
    const bar = done === null ? '…' : `${'█'.repeat(Math.round(done * 20)).padEnd(20, '░')} ${Math.round(done * 100)} %`;
    this.shown = `   ${what} ${bar}`;
    if (this.live) process.stderr.write(`\r\u001b[2K${this.shown}`);
    else if (Date.now() - this.lastLine > 10_000) {
      process.stderr.write(`${this.shown}\n`);
      this.lastLine = Date.now();
    }
  }

  private clear(): void {
    if (this.live && this.shown) process.stderr.write('\r\u001b[2K');
    this.shown = '';
  }
}

export const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
export const figure = (value: number | null, digits = 3): string => (value === null ? '–' : value.toFixed(digits));
export const count = (value: number): string => value.toLocaleString('en-US');
