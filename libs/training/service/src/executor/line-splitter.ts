import { StringDecoder } from 'node:string_decoder';

/** Cuts bytes into lines of text, whatever the pieces in which they come. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private readonly onLine: (line: string) => void;
  private rest = '';

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  push(piece: Buffer): void {
    const lines = (this.rest + this.decoder.write(piece)).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  /** Hands over what has no end, and says whether there was nothing of it. */
  end(): boolean {
    const rest = this.rest + this.decoder.end();
    this.rest = '';
    if (rest !== '') this.onLine(rest);
    return rest === '';
  }
}
