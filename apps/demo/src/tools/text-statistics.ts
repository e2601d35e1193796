import type { Tool } from '@exec/core';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { listWorkspaceFiles } from './workspace-files.ts';

interface TextStatisticsInput {
  path: string;
  extension?: string | undefined;
  top?: number | undefined;
}

interface TextStatistics {
  files: number;
  lines: number;
  words: number;
  distinctWords: number;
  longestLine: { file: string; line: number; characters: number };
  mostFrequent: string[];
}

/** Counts lines and words over all files of a folder. Words are runs of letters, compared in lower case. */
export function textStatistics({ path, extension, top = 5 }: TextStatisticsInput): TextStatistics {
  const files = listWorkspaceFiles(path, extension);
  const frequencies = new Map<string, number>();
  const longestLine = { file: '', line: 0, characters: 0 };
  let lineCount = 0;
  let wordCount = 0;
  for (const file of files) {
    const lines = readFileSync(file.path, 'utf8').split('\n');
    lineCount += lines.length;
    for (const [index, line] of lines.entries()) {
      if (line.length > longestLine.characters) Object.assign(longestLine, { file: file.shownPath, line: index + 1, characters: line.length });
      for (const [word] of line.toLowerCase().matchAll(/\p{L}+/gu)) {
        wordCount += 1;
        frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
      }
    }
  }
  const mostFrequent = [...frequencies]
    .sort(([wordA, countA], [wordB, countB]) => countB - countA || (wordA < wordB ? -1 : 1))
    .slice(0, top)
    .map(([word, count]) => `${word} ${count}`);
  return { files: files.length, lines: lineCount, words: wordCount, distinctWords: frequencies.size, longestLine, mostFrequent };
}

export const textStatisticsTool: Tool<TextStatisticsInput, TextStatistics> = {
  description: 'Counts lines and words in the files of a folder of the repository and names the most frequent words.',
  inputSchema: z.strictObject({
    path: z.string().min(1),
    extension: z.string().optional(),
    top: z.int().min(1).max(100).optional(),
  }),
  execute: textStatistics,
};
