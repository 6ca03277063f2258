/** As much of an id as tells it from others at a glance: "01a2…a6ae". */
export const shortId = (id: string): string => `${id.slice(0, 4)}…${id.slice(-4)}`;
