"use client";
import Box from "@mui/material/Box";
import { DataGrid, type GridColDef, type GridSortModel, type GridValidRowModel } from "@mui/x-data-grid";
import type { ReactNode } from "react";

export interface ListSort {
  readonly field: string;
  readonly direction: "ASC" | "DESC";
}

export interface ListGridProps<TRow extends GridValidRowModel> {
  /** Accessible name: what the rows are. */
  readonly label: string;
  readonly rows: readonly TRow[];
  readonly rowId: (row: TRow) => string;
  /** `field` is the name by which the server sorts, where a column is sortable. */
  readonly columns: readonly GridColDef<TRow>[];
  readonly hidden: readonly string[];
  readonly total: number;
  /** From 0. */
  readonly page: number;
  readonly pageSize: number;
  readonly onPage: (page: number, pageSize: number) => void;
  readonly sort: ListSort | null;
  readonly onSort: (sort: ListSort | null) => void;
  readonly loading: boolean;
  readonly empty: ReactNode;
  readonly onOpen: (row: TRow) => void;
}

export const pageSizes = [25, 50, 100] as const;

/** A grid whose pages, order and filters are the server's. A click on a row opens it; its name is a link for keyboards and tabs. */
export function ListGrid<TRow extends GridValidRowModel>(props: ListGridProps<TRow>) {
  const { label, rows, rowId, columns, hidden, total, page, pageSize, onPage, sort, onSort, loading, empty, onOpen } =
    props;
  return (
    <Box sx={{ flexGrow: 1, minHeight: 420, height: 0, display: "flex", flexDirection: "column" }}>
      <DataGrid<TRow>
        aria-label={label}
        rows={rows}
        getRowId={rowId}
        columns={columns}
        columnVisibilityModel={Object.fromEntries(hidden.map((field) => [field, false]))}
        loading={loading}
        rowCount={total}
        paginationMode="server"
        paginationModel={{ page, pageSize }}
        onPaginationModelChange={(model) => onPage(model.pageSize === pageSize ? model.page : 0, model.pageSize)}
        pageSizeOptions={[...pageSizes]}
        sortingMode="server"
        sortModel={sort ? [{ field: sort.field, sort: sort.direction === "DESC" ? "desc" : "asc" }] : []}
        onSortModelChange={(model) => onSort(sortOf(model))}
        filterMode="server"
        disableColumnFilter
        disableColumnMenu
        disableRowSelectionOnClick
        onRowClick={({ row }, event) => {
          if (!(event.target as Element).closest("a, button")) onOpen(row);
        }}
        slots={{ noRowsOverlay: () => empty }}
        slotProps={{ loadingOverlay: { variant: "linear-progress", noRowsVariant: "skeleton" } }}
        sx={{ bgcolor: "background.paper", "& .MuiDataGrid-row": { cursor: "pointer" } }}
      />
    </Box>
  );
}

function sortOf([first]: GridSortModel): ListSort | null {
  return first?.sort ? { field: first.field, direction: first.sort === "desc" ? "DESC" : "ASC" } : null;
}
