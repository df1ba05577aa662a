import { Entity, Expires, Partition, SortKeyPath, Version } from '../../lib/index.js';

@Entity('notes')
@Partition('notes')
@SortKeyPath('note/{id}')
export class Note {
  id!: string;
  total = 0;
  tags: string[] = [];
  text?: string;
  @Version() version?: number;
  @Expires({ as: 'seconds' }) until?: number | null;
}
