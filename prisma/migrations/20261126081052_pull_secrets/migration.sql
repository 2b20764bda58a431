-- AlterTable
ALTER TABLE "Team" ADD COLUMN "pullSecrets" JSONB;
