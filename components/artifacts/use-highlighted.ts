'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ThemedToken } from 'shiki/core';
import { createHighlighter } from './highlight';
import type { CodeLanguage } from './languages';

/** Above this, colours cost more than they help: the code stays plain. */
const MAX_HIGHLIGHTED = 120_000;

/** The tokens of each line; undefined until the highlighter is there. */
export function useHighlighted(code: string, language: CodeLanguage | null): ThemedToken[][] | undefined {
  const client = useQueryClient();
  const enabled = language !== null && code.length <= MAX_HIGHLIGHTED;
  return useQuery({
    queryKey: ['highlighted', language, code],
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    queryFn: async () => {
      const highlight = await client.fetchQuery({
        queryKey: ['highlighter'],
        queryFn: createHighlighter,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: Number.POSITIVE_INFINITY,
      });
      return language === null ? [] : highlight(code, language);
    },
  }).data;
}
