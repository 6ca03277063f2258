/**
 * Moves values apart to the given least gaps (`gaps[i]` between value i and i + 1) while staying as near to the wanted
 * values as possible (least squares: pool adjacent violators on the values minus the summed gaps). Keeps the order; O(n).
 */
export function spread(wanted: readonly number[], gaps: readonly number[]): number[] {
  const offsets: number[] = [];
  let offset = 0;
  wanted.forEach((_, index) => {
    offsets.push(offset);
    offset += gaps[index] ?? 0;
  });
  const blocks: { mean: number; size: number }[] = [];
  wanted.forEach((value, index) => {
    let block = { mean: value - (offsets[index] ?? 0), size: 1 };
    for (let previous = blocks.at(-1); previous && previous.mean > block.mean; previous = blocks.at(-1)) {
      blocks.pop();
      const size = previous.size + block.size;
      block = { mean: (previous.mean * previous.size + block.mean * block.size) / size, size };
    }
    blocks.push(block);
  });
  const placed: number[] = [];
  for (const { mean, size } of blocks) {
    for (let count = 0; count < size; count++) placed.push(mean + (offsets[placed.length] ?? 0));
  }
  return placed;
}
