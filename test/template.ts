/** The migrated database that test databases are copies of. */
export const TEMPLATE = 'signalbox_template';
