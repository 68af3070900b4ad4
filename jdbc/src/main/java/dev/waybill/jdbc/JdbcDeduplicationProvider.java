package dev.waybill.jdbc;

import dev.waybill.DeduplicationStore;
import dev.waybill.DeduplicationStoreProvider;
import javax.sql.DataSource;

/** Behind {@link DeduplicationStore#jdbc}. */
public final class JdbcDeduplicationProvider implements DeduplicationStoreProvider {

  @Override
  public DeduplicationStore open(DataSource dataSource) {
    return JdbcDeduplicationStore.in(dataSource).open();
  }
}
