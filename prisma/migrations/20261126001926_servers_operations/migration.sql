-- AlterTable
ALTER TABLE "Operation" ADD COLUMN "server" TEXT;
