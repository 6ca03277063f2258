/** Of this product, as `/api/health` tells it and dead letters keep it. */
export const VERSION = '0.1.0';
