import { administrator, caller } from './row.ts'

/** Objects and the state of the system. */
export const objectMessages = {
  '5753': caller('The object [%1] does not exist, or does not qualify.'),
  '5754': caller('The object [%1] does not exist, or its name is not valid.'),
  '5758': caller('The name [%1] is taken.'),
  '5769': administrator('Not all nodes are online.'),
  '5772': administrator('A code update is running.'),
  '5786': administrator('The system is not stable, try again later.'),
  '5804': caller('The object [%1] that the command names does not exist.'),
  '6023': administrator('The object is busy with another operation.'),
  '6034': administrator('The maximum number of objects is reached.'),
  '6035': caller('The object [%1] exists already.'),
  '6037': administrator('The object [%1] is not empty.'),
  '6038': administrator('The object [%1] is empty.'),
  '6045': caller('This needs the parameter [-force].'),
  '6048': administrator('The object is busy with an operation of another kind.'),
  '6155': administrator('SVCCONFIG processing completed successfully.', { severity: 'I' }),
  '6372': administrator('The licensed capacity is used up, or nearly so.', { severity: 'W' }),
  '6591': caller('No event has the sequence number [%1].'),
  '7022': administrator('The time cannot be set while it comes from an NTP server.'),
}
