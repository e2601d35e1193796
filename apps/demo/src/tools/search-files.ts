import type { Tool, ToolContext } from '@exec/core';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { listWorkspaceFiles } from './workspace-files.ts';

interface SearchFilesInput {
  path: string;
  text: string;
  extension?: string | undefined;
  limit?: number | undefined;
}

interface SearchHits {
  filesSearched: number;
  hits: number;
  first: string[];
}

const reportEveryFiles = 50;

/** Looks for a text in the files of a folder, one file after another, and tells how far it is. */
export async function searchFiles(
  { path, text, extension, limit = 3 }: SearchFilesInput,
  context: ToolContext,
): Promise<SearchHits> {
  const files = listWorkspaceFiles(path, extension);
  const first: string[] = [];
  let hits = 0;
  for (const [index, file] of files.entries()) {
    if (index % reportEveryFiles === 0) {
      context.reportProgress({ fraction: index / files.length, message: `${index} of ${files.length} files` });
    }
    const lines = (await readFile(file.path, { encoding: 'utf8', signal: context.abortSignal })).split('\n');
    for (const [lineIndex, line] of lines.entries()) {
      if (!line.includes(text)) continue;
      hits += 1;
      if (first.length < limit) first.push(`${file.shownPath}:${lineIndex + 1}`);
    }
  }
  return { filesSearched: files.length, hits, first };
}

export const searchFilesTool: Tool<SearchFilesInput, SearchHits> = {
  description: 'Finds a text in the files of a folder of the repository.',
  inputSchema: z.strictObject({
    path: z.string().min(1),
    text: z.string().min(1),
    extension: z.string().optional(),
    limit: z.int().min(1).max(100).optional(),
  }),
  execute: searchFiles,
};
