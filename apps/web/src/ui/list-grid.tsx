"use client";
import Box from "@mui/material/Box";
import {
  DataGrid,
  type GridColDef,
  type GridRowId,
  type GridSortModel,
  type GridValidRowModel,
} from "@mui/x-data-grid";
import { createContext, type ReactNode, useContext, useDeferredValue, useMemo } from "react";
import { useDensity } from "./density";

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
  /** Undefined until it is known. */
  readonly total: number | undefined;
  /** From 0. */
  readonly page: number;
  readonly pageSize: number;
  readonly onPage: (page: number, pageSize: number) => void;
  readonly sort: ListSort | null;
  readonly onSort: (sort: ListSort | null) => void;
  readonly loading: boolean;
  readonly empty: ReactNode;
  readonly onOpen: (row: TRow) => void;
  /** Ids of the selected rows, those on other pages too; without it, rows cannot be selected. */
  readonly selected?: readonly string[];
  readonly onSelect?: (selected: readonly string[]) => void;
}

const pageSizes = [25, 50, 100];

/**
 * A grid whose pages, order and filters are the server's. A click on a row opens it; its name is a link for keyboards and tabs.
 * It is the dearest part of its page, so it is drawn when nothing more urgent is to be done: keys and clicks come first.
 */
export function ListGrid<TRow extends GridValidRowModel>(props: ListGridProps<TRow>) {
  const drawn = useDeferredValue(props);
  // What one ticks is ticked at once.
  const { selected } = props;
  return useMemo(() => <Grid {...drawn} {...(selected && { selected })} />, [drawn, selected]);
}

function Grid<TRow extends GridValidRowModel>(props: ListGridProps<TRow>) {
  const {
    label,
    rows,
    rowId,
    columns,
    hidden,
    total,
    page,
    pageSize,
    onPage,
    sort,
    onSort,
    loading,
    empty,
    onOpen,
    selected,
    onSelect,
  } = props;
  // The grid takes a new object for a new order, and goes to the first page.
  const sortField = sort?.field;
  const sortDirection = sort?.direction === "DESC" ? "desc" : "asc";
  const sortModel = useMemo(
    () => (sortField ? [{ field: sortField, sort: sortDirection } as const] : []),
    [sortField, sortDirection],
  );
  const density = useDensity();
  const paginationModel = useMemo(() => ({ page, pageSize }), [page, pageSize]);
  const selection = useMemo(() => ({ type: "include" as const, ids: new Set<GridRowId>(selected) }), [selected]);
  const visibility = useMemo(() => Object.fromEntries(hidden.map((field) => [field, false])), [hidden]);
  return (
    <Box sx={{ flexGrow: 1, minHeight: 420, height: 0, display: "flex", flexDirection: "column" }}>
      <EmptyContext value={empty}>
        <DataGrid<TRow>
          aria-label={label}
          rows={rows}
          getRowId={rowId}
          columns={columns}
          columnVisibilityModel={visibility}
          loading={loading}
          rowCount={total ?? (page + 1) * pageSize} // fewer, and the grid would go to another page by itself
          paginationMode="server"
          paginationModel={paginationModel}
          onPaginationModelChange={(model) => onPage(model.pageSize === pageSize ? model.page : 0, model.pageSize)}
          pageSizeOptions={pageSizes}
          sortingMode="server"
          sortModel={sortModel}
          onSortModelChange={(model) => onSort(sortOf(model))}
          filterMode="server"
          density={density}
          disableColumnFilter
          disableColumnMenu
          disableRowSelectionOnClick
          {...(onSelect && {
            checkboxSelection: true,
            hideFooterSelectedRowCount: true, // the page says it
            keepNonExistentRowsSelected: true,
            disableRowSelectionExcludeModel: true,
            rowSelectionModel: selection,
            onRowSelectionModelChange: ({ ids }) => onSelect([...ids].map(String)),
          })}
          onRowClick={({ row }, event) => {
            if (!(event.target as Element).closest("a, button, input")) onOpen(row);
          }}
          slots={slots}
          slotProps={slotProps}
          sx={{ bgcolor: "background.paper", "& .MuiDataGrid-row": { cursor: "pointer" } }}
        />
      </EmptyContext>
    </Box>
  );
}

/** What stands in an empty grid; by context, because the grid wants a component, and a new one at each render would lose the focus. */
const EmptyContext = createContext<ReactNode>(null);

function EmptyOverlay() {
  return useContext(EmptyContext);
}

const slots = { noRowsOverlay: EmptyOverlay };
const slotProps = { loadingOverlay: { variant: "linear-progress", noRowsVariant: "skeleton" } } as const;

function sortOf([first]: GridSortModel): ListSort | null {
  return first?.sort ? { field: first.field, direction: first.sort === "desc" ? "DESC" : "ASC" } : null;
}
