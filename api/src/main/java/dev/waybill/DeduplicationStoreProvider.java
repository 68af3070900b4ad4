package dev.waybill;

import dev.waybill.error.RejectedException;
import java.util.ServiceLoader;
import javax.sql.DataSource;

/** Finds what keeps ids in a database; registered with {@link ServiceLoader} by waybill-jdbc. */
public interface DeduplicationStoreProvider {

  DeduplicationStore open(DataSource dataSource);

  /** The one on the class path. */
  static DeduplicationStoreProvider find() {
    return ServiceLoader.load(DeduplicationStoreProvider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new RejectedException(
                    "no store of message ids in databases on the class path: add the artifact"
                        + " waybill-jdbc"));
  }
}
