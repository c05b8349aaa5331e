package dev.millrace.dashboard.view;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/** Off-heap memory of one store: the default allows about 100 MB for each partition. */
public final class SmallStores implements RocksDBConfigSetter {

  private static final long BUFFER_BYTES = 2L << 20;
  private static final int BUFFERS = 2;

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    options.setWriteBufferSize(BUFFER_BYTES);
    options.setMaxWriteBufferNumber(BUFFERS);
    if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
      table.setCacheIndexAndFilterBlocks(true);
      options.setTableFormatConfig(table);
    }
  }

  @Override
  public void close(String store, Options options) {
    // Nothing was opened here.
  }
}
