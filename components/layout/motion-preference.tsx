'use client';
import { useEffect } from 'react';
import { usePreferences } from '@/components/ui/preferences';

/** Puts the wish for no motion where the style sheet sees it. The document is the external system. */
export function MotionPreference() {
  const { motion } = usePreferences();
  useEffect(() => {
    document.documentElement.dataset.motion = motion;
  }, [motion]);
  return null;
}
